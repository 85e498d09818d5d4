// What each piece of a text adds to one label's logit.
#pragma once

#include <vector>

namespace linnet {

struct PieceContributions {
  std::vector<double> title, description;  // one a piece
  double bias = 0;                         // with all of the pieces', the logit
};

}  // namespace linnet

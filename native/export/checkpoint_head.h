// The head of a checkpoint, apart from its encoder: for graphs that end at the embedding.
#pragma once

#include <string>

#include "core/classification_head.h"
#include "native/export/checkpoint.h"

namespace linnet {

// Of the names, shapes and bytes of all tensors below the head and of the pooling: what the
// embeddings of a text depend on. 64 lower-case hexadecimal digits.
std::string encoder_sha256(const CheckpointFile& checkpoint);

// What config.json says lies on the pooled state, with its labels and encoder_sha256(). Throws
// Error where a tensor is missing, of another shape or not finite.
ClassificationHead classification_head(const CheckpointFile& checkpoint);

}  // namespace linnet

#include "native/encoder/layout.h"

#include <algorithm>
#include <array>

namespace linnet {
namespace {

constexpr std::array<EncoderLayout, 3> kLayouts = {{
    {
        .family = EncoderFamily::kRoberta,
        .model_type = "roberta",
        .architecture = "Roberta",
        .prefix = "roberta.",
        .special_ids = kRobertaIds,
        .positions_follow_padding = true,
        .token_types = 1,
        .relative_buckets = 0,
        .head = ClassifierHead::kDense,
        .query = "attention.self.query",
        .key = "attention.self.key",
        .value = "attention.self.value",
        .attention_output = "attention.output.dense",
        .attention_norm = "attention.output.LayerNorm",
    },
    {
        .family = EncoderFamily::kBert,
        .model_type = "bert",
        .architecture = "Bert",
        .prefix = "bert.",
        .special_ids = {.begin = 101, .padding = 0, .end = 102, .unknown = 100, .mask = 103},
        .positions_follow_padding = false,
        .token_types = 2,
        .relative_buckets = 0,
        .head = ClassifierHead::kLinear,
        .query = "attention.self.query",
        .key = "attention.self.key",
        .value = "attention.self.value",
        .attention_output = "attention.output.dense",
        .attention_norm = "attention.output.LayerNorm",
    },
    {
        .family = EncoderFamily::kMpnet,
        .model_type = "mpnet",
        .architecture = "MPNet",
        .prefix = "mpnet.",
        .special_ids = {.begin = 0, .padding = 1, .end = 2, .unknown = 104, .mask = 30526},
        .positions_follow_padding = true,
        .token_types = 0,
        .relative_buckets = 32,
        .head = ClassifierHead::kDense,
        .query = "attention.attn.q",
        .key = "attention.attn.k",
        .value = "attention.attn.v",
        .attention_output = "attention.attn.o",
        .attention_norm = "attention.LayerNorm",
    },
}};

}  // namespace

std::span<const EncoderLayout> encoder_layouts() { return kLayouts; }

const EncoderLayout& layout_of(EncoderFamily family) {
  return *std::find_if(kLayouts.begin(), kLayouts.end(),
                       [family](const EncoderLayout& layout) { return layout.family == family; });
}

}  // namespace linnet

// The `linnet-torch` program: the verbs that need libtorch. `linnet` starts it under its own name.
#include <CLI/CLI.hpp>

#include "native/pretrain/command.h"
#include "native/program.h"
#include "native/train_embeddings/command.h"
#include "native/train_encoder/command.h"
#include "native/train_network/command.h"

int main(int argc, char** argv) {
  CLI::App app{"The verbs of Linnet that need libtorch.\n", "linnet"};
  app.set_version_flag("--version", LINNET_VERSION);
  app.require_subcommand(1);
  linnet::pretrain::add_verb(app);
  CLI::App* train = app.add_subcommand("train", "Train a model");
  train->require_subcommand(1);
  linnet::train_embeddings::add_verb(*train);
  linnet::train_encoder::add_verb(*train);
  linnet::train_network::add_verb(*train);
  return linnet::run_program(app, argc, argv);
}

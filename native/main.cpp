// The `linnet` command line: one verb a folder.
#include <CLI/CLI.hpp>

#include "native/average/command.h"
#include "native/bundle/command.h"
#include "native/classify/command.h"
#include "native/evaluate/command.h"
#include "native/export/command.h"
#include "native/preprocess/command.h"
#include "native/program.h"
#include "native/quantize/command.h"
#include "native/scrape/command.h"
#include "native/tokenize/command.h"
#include "native/tokenizer/command.h"
#include "native/torch_program.h"
#include "native/train_detector/command.h"
#include "native/train_linear/command.h"

int main(int argc, char** argv) {
  CLI::App app{
      "Linnet says which catalogue tags fit a data set, from its title and description.\n"
      "Each verb reads one thing and writes one thing; `linnet VERB --help` explains it.\n",
      "linnet"};
  app.set_version_flag("--version", LINNET_VERSION);
  app.require_subcommand(1);
  app.footer(
      "From catalogues to a table: linnet scrape\n"
      "From a table to a model:\n"
      "  linnet preprocess, tokenizer train, tokenize, train linear, train detector,\n"
      "  pretrain or train embeddings, train encoder,\n"
      "  evaluate, average, export, quantize, bundle, verify\n"
      "Using a model:\n"
      "  linnet classify \"Daily rainfall in Kenya\"");

  linnet::scrape::add_verb(app);
  linnet::preprocess::add_verb(app);
  linnet::tokenizer::add_verb(app);
  linnet::tokenize::add_verb(app);
  linnet::add_torch_verb(app, "pretrain", "Teach an encoder language: masked-language modelling",
                         argv);
  CLI::App* train = app.add_subcommand("train", "Train a model");
  train->require_subcommand(1);
  linnet::train_linear::add_verb(*train);
  linnet::train_detector::add_verb(*train);
  linnet::add_torch_verb(*train, "embeddings", "Learn word embeddings from text alone", argv);
  linnet::add_torch_verb(*train, "encoder", "Train the full tier: a RoBERTa-shaped encoder", argv);
  linnet::add_torch_verb(*train, "network",
                         "Train a small network for the instant tier, beside the linear model",
                         argv);
  linnet::evaluate::add_verb(app);
  linnet::average::add_verb(app);
  linnet::export_onnx::add_verb(app);
  linnet::quantize::add_verb(app);
  linnet::bundle::add_verb(app);
  linnet::classify::add_verb(app);
  return linnet::run_program(app, argc, argv);
}

// `linnet` with the one verb under test.
#include "native/classify/command.h"
#include "native/program.h"

int main(int argc, char** argv) {
  CLI::App app("linnet", "linnet");
  linnet::classify::add_verb(app);
  return linnet::run_program(app, argc, argv);
}

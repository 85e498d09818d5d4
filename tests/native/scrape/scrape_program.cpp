// `linnet scrape` alone, to be killed by tests.
#include "native/program.h"
#include "native/scrape/command.h"

int main(int argc, char** argv) {
  CLI::App app("linnet", "linnet");
  linnet::scrape::add_verb(app);
  return linnet::run_program(app, argc, argv);
}

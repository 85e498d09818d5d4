#include "native/program.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "core/error.h"

namespace linnet {
namespace {

// "linnet train linear" for a chain of subcommands that were given.
std::string verb_path(const CLI::App& app) {
  std::string path = app.get_name();
  for (const CLI::App* sub : app.get_subcommands()) path += " " + verb_path(*sub);
  return path;
}

int exit_code(ErrorCode code) { return code == ErrorCode::kFailed ? kExitFailed : kExitBadInput; }

}  // namespace

int run_program(CLI::App& app, int argc, char** argv) {
  // A reader that closes the pipe early ends us with a write error that we report, not a signal.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::RuntimeError& error) {
    return error.get_exit_code();
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : kExitBadInput;
  } catch (const Error& error) {
    std::cerr << verb_path(app) << ": " << error.what() << '\n';
    return exit_code(error.code());
  } catch (const std::bad_alloc&) {
    std::cerr << verb_path(app) << ": out of memory\n";
    return kExitFailed;
  } catch (const std::exception& error) {
    std::cerr << verb_path(app) << ": " << error.what() << '\n';
    return kExitFailed;
  }
}

}  // namespace linnet

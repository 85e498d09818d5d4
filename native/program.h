// What every program of Linnet shares: how a verb is declared and how its errors become exit codes.
#pragma once

namespace CLI {
class App;
}

namespace linnet {

// Exit codes of all verbs.
inline constexpr int kExitFailed = 1;    // work that was possible did not succeed
inline constexpr int kExitBadInput = 2;  // wrong options, or input that cannot be used
inline constexpr int kExitPartial = 3;   // done, but some rows were skipped (each told on stderr)

// A verb lives in a folder of its own and offers `void add_verb(CLI::App& parent)`, which adds a
// subcommand with its options, help text, footer with an example, and callback. The callback throws
// linnet::Error on failure and `CLI::RuntimeError(code)` to end with another exit code.

// Parses and runs; prints errors as "linnet VERB: message" on stderr. Returns the exit code.
int run_program(CLI::App& app, int argc, char** argv);

}  // namespace linnet

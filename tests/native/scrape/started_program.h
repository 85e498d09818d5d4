// `linnet scrape` as a process of its own, to be signalled.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace linnet::test {

struct Ended {
  int exit_code = -1;  // -1 where a signal ended it
  int signal = 0;
  std::string output;  // of stdout and stderr together
};

class StartedProgram {
 public:
  // Runs with the environment given, and nothing else of ours.
  StartedProgram(std::vector<std::string> arguments, std::vector<std::string> environment);
  ~StartedProgram();  // kills it where it still runs
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;

  void send(int signal) const;
  Ended wait();

 private:
  pid_t process_ = -1;
  int output_ = -1;
};

// Runs to the end.
Ended run_program(std::vector<std::string> arguments, std::vector<std::string> environment);

}  // namespace linnet::test

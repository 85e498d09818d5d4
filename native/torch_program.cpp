#include "native/torch_program.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "core/error.h"

namespace linnet {

void add_torch_verb(CLI::App& parent, const std::string& name, const std::string& description,
                    char** argv) {
  CLI::App* verb = parent.add_subcommand(name, description);
  verb->set_help_flag();  // linnet-torch prints the help, as it alone knows the options
  verb->prefix_command();
  verb->callback([argv] {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto program = self.parent_path() / "linnet-torch";
    ::execv(program.c_str(), argv);
    throw Error(ErrorCode::kNotFound,
                program.string() + " cannot be started: " + std::generic_category().message(errno) +
                    ". Training needs libtorch: build with -DLINNET_TORCH=ON");
  });
}

}  // namespace linnet

// The folder of a training run, in which a checkpoint is always whole.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace linnet {

// Makes `folder` hold exactly what `write` puts into the (empty) folder it is given, or leaves it
// as it was: the new folder is written beside it and takes its place in one step. A kill at any
// moment leaves a whole `folder`, old or new, and at most a left-over "NAME.writing" that the next
// call removes. Throws what `write` throws, and Error(kFailed) naming the path.
void replace_folder(const std::filesystem::path& folder,
                    const std::function<void(const std::filesystem::path&)>& write);

enum class RunMode {
  kNew,        // the folder must not hold a run
  kOverwrite,  // a run in it is removed first: last/, best/, final/, logs and curves
  kResume,     // it must hold a run with a last/
};

// A file or folder that a run reads, and the option that names it; an empty path is none.
struct RunInput {
  std::string option;
  std::filesystem::path path;
};

// Whether a run of this mode could begin in `folder`; removes and makes nothing, so it comes before
// the inputs are read. Throws Error(kInvalidArgument) that names --resume and --overwrite where a
// run is there, or the input that kOverwrite would remove; Error(kNotFound) where there is no run
// to resume. For kResume, a last/ that a kill left under its former name takes its place again.
void check_run_folder(const std::filesystem::path& folder, RunMode mode,
                      const std::vector<RunInput>& inputs);

// Makes `folder` ready to be written to; kOverwrite removes the run in it. To be called once all
// inputs are read and fit together: what goes wrong before leaves the former run as it was. Throws
// Error(kFailed) naming the path.
void prepare_run_folder(const std::filesystem::path& folder, RunMode mode);

}  // namespace linnet

// The folder of a training run, in which a checkpoint is always whole.
#pragma once

#include <filesystem>
#include <functional>

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

// Prepares `folder` for a run. Throws Error(kInvalidArgument) that names --resume and --overwrite
// where a run is there, Error(kNotFound) where there is none to resume.
void prepare_run_folder(const std::filesystem::path& folder, RunMode mode);

}  // namespace linnet

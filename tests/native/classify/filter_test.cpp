// The verb as a filter: a process with pipes at both ends.
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/csv.h"
#include "native/files/files.h"
#include "native/program.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/temporary_folder.h"

namespace linnet::classify {
namespace {

using nlohmann::json;

constexpr int kPatience = 60'000;  // ms

class Filter {
 public:
  Filter(const TemporaryFolder& folder, std::vector<std::string> arguments,
         const bundle::BundleContents& contents = test::tiny_bundle()) {
    std::signal(SIGPIPE, SIG_IGN);
    bundle::write_bundle(folder / "model", contents);
    arguments.insert(arguments.begin(), {LINNET_BINARY_DIR "/linnet", "classify"});
    arguments.insert(arguments.end(), {"--model", (folder / "model").string()});
    int input[2], output[2];
    REQUIRE(::pipe2(input, O_CLOEXEC) == 0);
    REQUIRE(::pipe2(output, O_CLOEXEC) == 0);
    const std::string errors = (folder / "stderr").string();
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(input[0], STDIN_FILENO);
      ::dup2(output[1], STDOUT_FILENO);
      ::dup2(::open(errors.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
      ::execv(pointers[0], pointers.data());
      ::_exit(127);
    }
    ::close(input[0]);
    ::close(output[1]);
    input_ = input[1];
    output_ = output[0];
  }
  ~Filter() {
    close_input();
    close_output();
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
  }

  bool write(const std::string& text) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const ssize_t count = ::write(input_, rest.data(), rest.size());
      if (count < 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void close_input() {
    if (input_ >= 0) ::close(std::exchange(input_, -1));
  }
  void close_output() {
    if (output_ >= 0) ::close(std::exchange(output_, -1));
  }
  // One line of the answer without its end; fails the test where none comes. Empty at the end.
  std::string line() {
    while (buffer_.find('\n') == std::string::npos) {
      pollfd request{output_, POLLIN, 0};
      REQUIRE(::poll(&request, 1, kPatience) == 1);
      char chunk[4096];
      const ssize_t count = ::read(output_, chunk, sizeof chunk);
      REQUIRE(count >= 0);
      if (count == 0) return {};
      buffer_.append(chunk, static_cast<std::size_t>(count));
    }
    const std::size_t end = buffer_.find('\n');
    const std::string result = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    return result;
  }
  int exit_code() {
    int status = 0;
    ::waitpid(std::exchange(process_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string buffer_;
};

TEST_CASE("a row that is sent is answered before the next one comes") {
  const TemporaryFolder folder;
  Filter filter(folder, {"-", "--tier", "instant"});
  for (std::size_t i = 0; i < 5; ++i) {
    REQUIRE(filter.write(json{{"id", i}, {"title", test::tiny_words()[i]}}.dump() + "\n"));
    const json answer = json::parse(filter.line());
    CHECK(answer["id"] == std::to_string(i));
    CHECK(answer["tags"][0]["label"] == test::tiny_labels()[i]);
  }
  filter.close_input();
  CHECK(filter.line().empty());
  CHECK(filter.exit_code() == 0);
}

TEST_CASE("thousands of rows of CSV come out in their order, whatever their length") {
  const TemporaryFolder folder;
  Filter filter(folder, {"--tier", "full", "--threads", "2"});
  constexpr std::size_t kRows = 2000;
  std::thread writer([&] {
    std::string text = csv_record({"id", "title", "description"});
    for (std::size_t i = 0; i < kRows; ++i) {
      text += csv_record({std::to_string(i), "rain", std::string(i * 7 % 90, 'a')});
    }
    filter.write(text);
    filter.close_input();
  });
  for (std::size_t i = 0; i < kRows; ++i) {
    const std::string line = filter.line();
    if (json::parse(line)["id"] != std::to_string(i)) FAIL_CHECK(line << " in place of " << i);
  }
  writer.join();
  CHECK(filter.line().empty());
  CHECK(filter.exit_code() == 0);
}

TEST_CASE("bad rows are told, skipped, and shown by the exit code") {
  const TemporaryFolder folder;
  Filter filter(folder, {"--tier", "instant"});
  filter.write("title,description\nmusic,\nbroken\nflight,\n");
  filter.close_input();
  CHECK(json::parse(filter.line())["id"] == "1");
  CHECK(json::parse(filter.line())["id"] == "3");
  CHECK(filter.line().empty());
  CHECK(filter.exit_code() == kExitPartial);
  const std::string errors = read_file(folder / "stderr");
  CHECK(errors.find("standard input: line 3: has 1 fields") != std::string::npos);
}

TEST_CASE("a reader that leaves ends the filter quietly") {
  const TemporaryFolder folder;
  Filter filter(folder, {"--tier", "instant"});
  filter.write("title\nmusic\n");
  filter.line();
  filter.close_output();
  while (filter.write("weather and rain\n")) {
  }
  CHECK(filter.exit_code() == 141);
  CHECK(read_file(folder / "stderr").empty());
}

TEST_CASE("an empty input is no rows, and no error") {
  const TemporaryFolder folder;
  Filter filter(folder, {"-", "--format", "csv"});
  filter.close_input();
  CHECK(filter.line().empty());
  CHECK(filter.exit_code() == 0);
}

TEST_CASE("a text in the arguments gives one line; a file's name gives its rows") {
  const TemporaryFolder folder;
  Filter text(folder, {"school", "-d", "of music", "--tier", "instant", "--top", "1"});
  const json answer = json::parse(text.line());
  CHECK(answer["tags"].size() == 1);
  CHECK(text.line().empty());
  CHECK(text.exit_code() == 0);

  write_file_atomic(folder / "rows.csv", "title\nmusic\nschool\n");
  Filter rows(folder, {(folder / "rows.csv").string(), "--tier", "instant"});
  CHECK(json::parse(rows.line())["tags"][0]["label"] == "Arts");
  CHECK(json::parse(rows.line())["tags"][0]["label"] == "Education");
  CHECK(rows.line().empty());
}

TEST_CASE("a bundle without a full tier answers with what it has, unless asked for the other") {
  const TemporaryFolder folder;
  auto contents = test::tiny_bundle();
  contents.tiers.erase("full");
  contents.models.pop_back();
  Filter filter(folder, {"school"}, contents);
  CHECK(json::parse(filter.line())["tags"][0]["label"] == "Education");
  CHECK(filter.exit_code() == 0);
  CHECK(read_file(folder / "stderr").find("instant tier answers") != std::string::npos);

  Filter asked(folder, {"school", "--tier", "full"}, contents);
  CHECK(asked.line().empty());
  CHECK(asked.exit_code() == kExitBadInput);
}

}  // namespace
}  // namespace linnet::classify

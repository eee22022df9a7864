// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>

namespace crosspoint {
namespace {

/// A file descriptor that closes itself; `close` early where its result matters.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { (void)close(); }
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool close() {
        if (fd_ < 0) return true;
        const int fd = fd_;
        fd_ = -1;
        return ::close(fd) == 0;
    }

private:
    int fd_;
};

Error read_error(const std::string& path, int number) {
    std::string help = "check the name and the permissions";
    if (number == ENOENT) {
        help =
            "check the name; paths are relative to the file that names them or to the folder "
            "in which the program runs";
    } else if (number == EISDIR) {
        help = "give a file in this folder";
    }
    return {.code = Errc::input,
            .id = 1001,
            .what = fmt::format("cannot read '{}': {}", path, std::strerror(number)),
            .help = help,
            .where = SourceSpan{.file = path}};
}

Error gzip_error(const std::string& path, const std::string& fact) {
    return {.code = Errc::input,
            .id = 1002,
            .what = fmt::format("{}, expected a complete gzip stream", fact),
            .help = "the file is damaged or its copy was cut short; get it again",
            .where = SourceSpan{.file = path}};
}

Error write_error(const std::string& path, int number) {
    return {.code = Errc::environment,
            .id = 1003,
            .what = fmt::format("cannot write '{}': {}", path, std::strerror(number)),
            .help = "check that the folder exists, is writable and has space left",
            .where = SourceSpan{.file = path}};
}

/// Reads until the end of the file into a vector of bytes or chars; errno on failure.
template <class Container>
Result<Container> read_whole(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return read_error(path, errno);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return read_error(path, errno);
    if (S_ISDIR(info.st_mode)) return read_error(path, EISDIR);

    // The size is only a first guess: pipes and /proc say 0.
    constexpr std::size_t chunk = std::size_t{1} << 16;
    Container data;
    std::size_t used = 0;
    if (info.st_size > 0) data.resize(static_cast<std::size_t>(info.st_size) + 1);
    for (;;) {
        if (used == data.size()) data.resize(std::max(chunk, 2 * data.size()));
        const ssize_t got = ::read(file.get(), data.data() + used, data.size() - used);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return read_error(path, errno);
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    data.resize(used);
    return data;
}

/// Writes all bytes and flushes them to disk; 0 or errno.
int write_all(int fd, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(fd, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return errno;
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    // Devices and pipes cannot be flushed; they say EINVAL or EROFS.
    if (::fsync(fd) != 0 && errno != EINVAL && errno != EROFS) return errno;
    return 0;
}

/// Opens a new file beside `target` for writing; its name goes to `name`. -1 and errno on failure.
int open_beside(const std::string& target, std::string& name) {
    for (int k = 0; k < 1000; ++k) {
        name = fmt::format("{}.tmp{}-{}", target, ::getpid(), k);
        const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST) return fd;
    }
    return -1;
}

/// Makes the rename itself durable. Best effort: some file systems cannot flush a folder.
void flush_folder_of(const std::string& target) {
    std::string folder = std::filesystem::path(target).parent_path().string();
    if (folder.empty()) folder = ".";
    const Descriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (file.get() >= 0) (void)::fsync(file.get());
}

/// Ends with 0 when `bytes` is one or more gzip members (then zero padding at most).
Result<std::vector<std::byte>> gunzip(const std::string& path, std::span<const std::byte> bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return gzip_error(path, "zlib did not start");
    struct End {
        z_stream* stream;
        ~End() { inflateEnd(stream); }
    } const end{&stream};

    std::vector<std::byte> out(std::max<std::size_t>(4 * bytes.size(), 1 << 16));
    std::size_t in_used = 0;
    std::size_t out_used = 0;
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    for (;;) {
        if (out_used == out.size()) out.resize(2 * out.size());
        const std::size_t in_now = std::min(bytes.size() - in_used, most);
        const std::size_t out_now = std::min(out.size() - out_used, most);
        // zlib's interface is not const-correct; it only reads here.
        stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data() + in_used));
        stream.avail_in = static_cast<uInt>(in_now);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + out_used);
        stream.avail_out = static_cast<uInt>(out_now);
        const int state = inflate(&stream, Z_NO_FLUSH);
        in_used += in_now - stream.avail_in;
        out_used += out_now - stream.avail_out;
        if (state == Z_STREAM_END) {
            const auto rest = bytes.subspan(in_used);
            const bool padding = std::all_of(rest.begin(), rest.end(),
                                             [](std::byte b) { return b == std::byte{0}; });
            if (padding) break;
            if (inflateReset(&stream) != Z_OK) return gzip_error(path, "zlib did not restart");
        } else if (state == Z_BUF_ERROR && in_used == bytes.size()) {
            return gzip_error(path, fmt::format("gzip data end early after {} bytes", in_used));
        } else if (state != Z_OK && state != Z_BUF_ERROR) {
            return gzip_error(path, fmt::format("gzip data are corrupt near byte {}", in_used));
        }
    }
    out.resize(out_used);
    return out;
}

}  // namespace

Result<std::vector<std::byte>> read_file(const std::string& path) {
    return read_whole<std::vector<std::byte>>(path);
}

Result<std::string> read_text_file(const std::string& path) {
    return read_whole<std::string>(path);
}

Result<std::vector<std::byte>> read_gzip_file(const std::string& path) {
    auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    const bool gzip =
        bytes->size() >= 2 && (*bytes)[0] == std::byte{0x1f} && (*bytes)[1] == std::byte{0x8b};
    if (!gzip) return bytes;
    return gunzip(path, *bytes);
}

Result<void> write_file(const std::string& path, std::span<const std::byte> bytes) {
    struct stat info {};
    const bool exists = ::stat(path.c_str(), &info) == 0;
    if (exists && S_ISDIR(info.st_mode)) return write_error(path, EISDIR);
    // A device or a pipe must be written to, not replaced.
    if (exists && !S_ISREG(info.st_mode)) {
        Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
        if (file.get() < 0) return write_error(path, errno);
        if (const int failed = write_all(file.get(), bytes)) return write_error(path, failed);
        if (!file.close()) return write_error(path, errno);
        return {};
    }
    // Through a symbolic link the file behind it is replaced, not the link.
    std::error_code unresolved;
    std::string target = path;
    if (exists) target = std::filesystem::canonical(path, unresolved).string();
    if (unresolved) target = path;

    std::string temporary;
    Descriptor file(open_beside(target, temporary));
    if (file.get() < 0) return write_error(path, errno);
    int failed = write_all(file.get(), bytes);
    if (failed == 0 && exists) failed = ::fchmod(file.get(), info.st_mode & 07777) ? errno : 0;
    if (failed == 0 && !file.close()) failed = errno;
    if (failed == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) failed = errno;
    if (failed != 0) {
        (void)::unlink(temporary.c_str());
        return write_error(path, failed);
    }
    flush_folder_of(target);
    return {};
}

Result<void> write_file(const std::string& path, std::string_view text) {
    return write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

Result<void> make_folder(const std::string& path) {
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (!failed && !std::filesystem::is_directory(path, failed) && !failed) {
        failed = std::make_error_code(std::errc::not_a_directory);
    }
    if (!failed) return {};
    return Error{.code = Errc::environment,
                 .id = 1004,
                 .what = fmt::format("cannot create the folder '{}': {}", path, failed.message()),
                 .help = "check that no file has this name and that the parent is writable",
                 .where = SourceSpan{.file = path}};
}

}  // namespace crosspoint

// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/npz.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "crosspoint/base/file.hpp"

namespace crosspoint {
namespace {

struct Discard {
    void operator()(zip_t* archive) const noexcept { zip_discard(archive); }
    void operator()(zip_file_t* file) const noexcept { zip_fclose(file); }
    void operator()(zip_source_t* source) const noexcept { zip_source_free(source); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Entry = std::unique_ptr<zip_file_t, Discard>;
using Source = std::unique_ptr<zip_source_t, Discard>;

/// A zip_error_t that cleans up after itself.
class ZipError {
public:
    ZipError() { zip_error_init(&error_); }
    ZipError(const ZipError&) = delete;
    ZipError& operator=(const ZipError&) = delete;
    ~ZipError() { zip_error_fini(&error_); }
    zip_error_t* get() { return &error_; }
    std::string text() { return zip_error_strerror(&error_); }

private:
    zip_error_t error_{};
};

Error not_npz(const std::string& path, const std::string& fact) {
    return {.code = Errc::input,
            .id = 1020,
            .what = fmt::format("{}, expected an .npz archive", fact),
            .help =
                "the file is damaged, cut short or of another kind; write it with "
                "numpy.savez() or copy it again",
            .where = SourceSpan{.file = path}};
}

Error not_written(const std::string& path, const std::string& fact) {
    return {.code = Errc::environment,
            .id = 1021,
            .what = fmt::format("the archive '{}' cannot be built: {}", path, fact),
            .help = "check the free memory",
            .where = SourceSpan{.file = path}};
}

/// All bytes of an entry; libzip checks the checksum when the end is reached.
Result<std::vector<std::byte>> read_entry(zip_t* archive, zip_uint64_t index,
                                          const std::string& path, const std::string& name) {
    const Entry file(zip_fopen_index(archive, index, 0));
    if (!file) {
        return not_npz(path, fmt::format("entry '{}' does not open ({})", name,
                                         zip_error_strerror(zip_get_error(archive))));
    }
    // The size in the directory is not trusted: a damaged one must not ask for all memory.
    std::vector<std::byte> bytes;
    std::size_t used = 0;
    for (;;) {
        if (used == bytes.size()) bytes.resize(std::max(std::size_t{1} << 16, 2 * bytes.size()));
        const zip_int64_t got = zip_fread(file.get(), bytes.data() + used, bytes.size() - used);
        if (got < 0) {
            return not_npz(path, fmt::format("entry '{}' is damaged ({})", name,
                                             zip_error_strerror(zip_file_get_error(file.get()))));
        }
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    bytes.resize(used);
    return bytes;
}

/// Adds one entry; the bytes must live until the archive is closed. An empty text means success.
std::string add_entry(zip_t* archive, const std::string& name,
                      const std::vector<std::byte>& bytes) {
    const auto failure = [&] { return std::string(zip_error_strerror(zip_get_error(archive))); };
    Source source(zip_source_buffer(archive, bytes.data(), bytes.size(), 0));
    if (!source) return failure();
    const zip_int64_t index =
        zip_file_add(archive, (name + ".npy").c_str(), source.get(), ZIP_FL_ENC_UTF_8);
    if (index < 0) return failure();
    (void)source.release();  // the archive owns it now
    const auto at = static_cast<zip_uint64_t>(index);
    // 1980-01-01 00:00, the first date that zip knows. In DOS form: the other form of the call
    // depends on the time zone.
    constexpr zip_uint16_t first_date = (1 << 5) | 1;
    if (zip_file_set_dostime(archive, at, 0, first_date, 0) != 0) return failure();
    if (zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, 9) != 0) return failure();
    return {};
}

}  // namespace

Result<std::map<std::string, NdArray>> read_npz(const std::string& path) {
    const auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    ZipError failed;
    // An empty file is an empty archive to libzip, not to us.
    if (bytes->empty()) return not_npz(path, "the file is empty");
    Source source(zip_source_buffer_create(bytes->data(), bytes->size(), 0, failed.get()));
    if (!source) return not_npz(path, failed.text());
    const Archive archive(zip_open_from_source(source.get(), ZIP_RDONLY, failed.get()));
    if (!archive) return not_npz(path, fmt::format("the file does not open ({})", failed.text()));
    (void)source.release();  // the archive owns it now

    std::map<std::string, NdArray> arrays;
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    for (zip_int64_t k = 0; k < count; ++k) {
        const auto index = static_cast<zip_uint64_t>(k);
        const char* text = zip_get_name(archive.get(), index, 0);
        std::string name = text != nullptr ? text : "";
        if (!name.ends_with(".npy")) continue;
        name.resize(name.size() - 4);
        const auto content = read_entry(archive.get(), index, path, name);
        if (!content) return content.error();
        auto array = parse_npy(*content, path + ":" + name);
        if (!array) return array.error();
        arrays.insert_or_assign(name, *std::move(array));
    }
    return arrays;
}

Result<void> write_npz(const std::string& path,
                       const std::map<std::string, std::vector<std::byte>>& entries) {
    ZipError failed;
    Source source(zip_source_buffer_create(nullptr, 0, 0, failed.get()));
    if (!source) return not_written(path, failed.text());
    zip_source_keep(source.get());  // one count for the archive, one to read the result
    Archive archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, failed.get()));
    if (!archive) {
        zip_source_free(source.get());
        return not_written(path, failed.text());
    }
    for (const auto& [name, bytes] : entries) {
        const std::string failure = add_entry(archive.get(), name, bytes);
        if (!failure.empty()) return not_written(path, failure);
    }
    if (zip_close(archive.get()) != 0) {
        return not_written(path, zip_error_strerror(zip_get_error(archive.get())));
    }
    (void)archive.release();  // closing freed it

    if (zip_source_open(source.get()) != 0) {
        return not_written(path, zip_error_strerror(zip_source_error(source.get())));
    }
    zip_source_seek(source.get(), 0, SEEK_END);
    const zip_int64_t size = zip_source_tell(source.get());
    zip_source_seek(source.get(), 0, SEEK_SET);
    std::vector<std::byte> bytes(size > 0 ? static_cast<std::size_t>(size) : 0);
    const zip_int64_t got = zip_source_read(source.get(), bytes.data(), bytes.size());
    zip_source_close(source.get());
    if (size <= 0 || got != size) return not_written(path, "its bytes cannot be read back");
    return write_file(path, bytes);
}

}  // namespace crosspoint

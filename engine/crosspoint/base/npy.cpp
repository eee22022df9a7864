// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/npy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>

#include "crosspoint/base/file.hpp"

namespace crosspoint {
namespace {

static_assert(std::endian::native == std::endian::little, "values are copied as they lie");

constexpr std::string_view magic = "\x93NUMPY";

struct Header {
    std::string dtype;
    bool fortran_order = false;
    std::vector<std::size_t> shape;
    std::size_t data_offset = 0;
};

Error not_npy(const std::string& name, const std::string& fact) {
    return {.code = Errc::input,
            .id = 1010,
            .what = fmt::format("{}, expected an .npy array", fact),
            .help = "write the file with numpy.save(), or give a .csv",
            .where = SourceSpan{.file = name}};
}

Error truncated(const std::string& name, const std::string& fact) {
    return {.code = Errc::input,
            .id = 1011,
            .what = fact,
            .help = "the file was cut short; write or copy it again",
            .where = SourceSpan{.file = name}};
}

Error bad_dtype(const std::string& name, const std::string& fact) {
    return {
        .code = Errc::input,
        .id = 1012,
        .what = fmt::format("{}, expected little-endian f4, f8, i1 to i8, u1 to u8 or bool", fact),
        .help = "convert before saving, for example numpy.save(name, a.astype('<f8'))",
        .where = SourceSpan{.file = name}};
}

/// Reads the Python literal {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderParser {
public:
    explicit HeaderParser(std::string_view text) : text_(text) {}

    /// The dtype stays empty when it is not a plain string (a structured array).
    std::optional<Header> parse() {
        Header header;
        bool descr = false, order = false, shape = false;
        if (!take('{')) return std::nullopt;
        while (!take('}')) {
            const auto key = quoted();
            if (!key || !take(':')) return std::nullopt;
            bool fine = false;
            if (*key == "descr") {
                if (peek() == '[' || peek() == '(') return header;
                const auto dtype = quoted();
                descr = fine = dtype.has_value();
                if (dtype) header.dtype = *dtype;
            } else if (*key == "fortran_order") {
                header.fortran_order = word("True");
                order = fine = header.fortran_order || word("False");
            } else if (*key == "shape") {
                shape = fine = tuple(header.shape);
            }
            if (!fine) return std::nullopt;
            if (!take(',') && peek() != '}') return std::nullopt;
        }
        if (!descr || !order || !shape || header.dtype.empty()) return std::nullopt;
        return header;
    }

private:
    char peek() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    bool word(std::string_view expected) {
        peek();
        if (text_.substr(at_, expected.size()) != expected) return false;
        at_ += expected.size();
        return true;
    }
    std::optional<std::string> quoted() {
        const char quote = peek();
        if (quote != '\'' && quote != '"') return std::nullopt;
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) return std::nullopt;
        std::string inside(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return inside;
    }
    bool tuple(std::vector<std::size_t>& shape) {
        if (!take('(')) return false;
        while (!take(')')) {
            peek();
            std::size_t extent = 0;
            const char* begin = text_.data() + at_;
            const auto [end, failed] = std::from_chars(begin, text_.data() + text_.size(), extent);
            if (failed != std::errc{}) return false;
            at_ += static_cast<std::size_t>(end - begin);
            (void)take('L');  // Python 2 wrote 3L
            shape.push_back(extent);
            if (!take(',') && peek() != ')') return false;
        }
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

Result<Header> read_header(std::span<const std::byte> bytes, const std::string& name) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.empty()) return not_npy(name, "the file is empty");
    if (!text.starts_with(magic.substr(0, text.size()))) {
        return not_npy(name, "the first bytes are not \\x93NUMPY");
    }
    if (text.size() < 10) return truncated(name, "the .npy header ends early");
    const auto byte_at = [&](std::size_t k) { return std::to_integer<std::size_t>(bytes[k]); };
    const std::size_t version = byte_at(6);
    if (version < 1 || version > 3) {
        return not_npy(name,
                       fmt::format("the .npy format version is {}, known are 1 to 3", version));
    }
    const std::size_t begin = version == 1 ? 10 : 12;
    if (text.size() < begin) return truncated(name, "the .npy header ends early");
    std::size_t length = byte_at(8) | byte_at(9) << 8;
    if (version > 1) length |= byte_at(10) << 16 | byte_at(11) << 24;
    if (length > text.size() - begin) {
        return truncated(name, fmt::format("the .npy header has {} bytes, only {} are there",
                                           length, text.size() - begin));
    }
    auto header = HeaderParser(text.substr(begin, length)).parse();
    if (!header) return not_npy(name, "the .npy header is not understood");
    if (header->dtype.empty()) return bad_dtype(name, "the array has a structured dtype");
    header->data_offset = begin + length;
    return *std::move(header);
}

/// Number of values, or nothing when it does not fit std::size_t.
std::optional<std::size_t> count_of(std::span<const std::size_t> shape) {
    if (std::find(shape.begin(), shape.end(), std::size_t{0}) != shape.end()) return 0;
    std::size_t count = 1;
    for (const std::size_t extent : shape) {
        if (extent > std::numeric_limits<std::size_t>::max() / count) return std::nullopt;
        count *= extent;
    }
    return count;
}

/// Copies `count` values of type T to double; false when one is not exact (integers past 2^53).
template <class T>
bool to_double(const std::byte* from, std::vector<double>& to) {
    bool exact = true;
    for (double& value : to) {
        T raw;
        std::memcpy(&raw, from, sizeof(T));
        from += sizeof(T);
        value = static_cast<double>(raw);
        if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
            constexpr T limit = T{1} << 53;
            exact = exact && raw <= limit && (std::is_unsigned_v<T> || raw >= T{0} - limit);
        }
    }
    return exact;
}

bool bool_to_double(const std::byte* from, std::vector<double>& to) {
    for (double& value : to) value = *from++ != std::byte{0} ? 1.0 : 0.0;
    return true;
}

struct Dtype {
    std::string_view code;  ///< without the byte order
    std::size_t bytes;
    bool (*convert)(const std::byte*, std::vector<double>&);
};

constexpr std::array<Dtype, 11> dtypes{{
    {"f4", 4, to_double<float>},
    {"f8", 8, to_double<double>},
    {"i1", 1, to_double<std::int8_t>},
    {"i2", 2, to_double<std::int16_t>},
    {"i4", 4, to_double<std::int32_t>},
    {"i8", 8, to_double<std::int64_t>},
    {"u1", 1, to_double<std::uint8_t>},
    {"u2", 2, to_double<std::uint16_t>},
    {"u4", 4, to_double<std::uint32_t>},
    {"u8", 8, to_double<std::uint64_t>},
    {"b1", 1, bool_to_double},
}};

const Dtype* find_dtype(const std::string& text) {
    if (text.size() < 3) return nullptr;
    const std::string_view code = std::string_view(text).substr(1);
    const auto* found = std::find_if(dtypes.begin(), dtypes.end(),
                                     [&](const Dtype& known) { return known.code == code; });
    if (found == dtypes.end()) return nullptr;
    const bool native = text[0] == '<' || text[0] == '=' || found->bytes == 1;
    return native ? found : nullptr;
}

/// Values in C order from values in Fortran order.
std::vector<double> from_fortran(std::span<const std::size_t> shape,
                                 const std::vector<double>& values) {
    std::vector<double> out(values.size());
    std::vector<std::size_t> index(shape.size(), 0);  // of the value at k in Fortran order
    for (const double value : values) {
        std::size_t place = 0;
        for (std::size_t axis = 0; axis < shape.size(); ++axis) {
            place = place * shape[axis] + index[axis];
        }
        out[place] = value;
        for (std::size_t axis = 0; axis < shape.size(); ++axis) {
            if (++index[axis] < shape[axis]) break;
            index[axis] = 0;
        }
    }
    return out;
}

std::string shape_tuple(std::span<const std::size_t> shape) {
    if (shape.size() == 1) return fmt::format("({},)", shape[0]);
    return fmt::format("({})", fmt::join(shape, ", "));
}

template <class T>
std::vector<std::byte> make_npy(std::span<const std::size_t> shape, std::span<const T> values,
                                std::string_view dtype) {
    CROSSPOINT_ASSERT(count_of(shape) == values.size());
    std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                     dtype, shape_tuple(shape));
    // The format asks for data at a multiple of 64 bytes and a newline at the end of the header.
    const std::size_t used = magic.size() + 4 + header.size() + 1;
    header.append((64 - used % 64) % 64, ' ');
    header += '\n';
    CROSSPOINT_ASSERT(header.size() < 65536);
    std::string front(magic);
    front += {'\x01', '\x00', static_cast<char>(header.size() & 0xff),
              static_cast<char>(header.size() >> 8)};
    front += header;
    const auto front_bytes = std::as_bytes(std::span(front));
    const auto value_bytes = std::as_bytes(values);
    std::vector<std::byte> out(front_bytes.begin(), front_bytes.end());
    out.insert(out.end(), value_bytes.begin(), value_bytes.end());
    return out;
}

}  // namespace

std::string NdArray::shape_text() const { return fmt::format("[{}]", fmt::join(shape, " x ")); }

Result<NdArray> parse_npy(std::span<const std::byte> bytes, const std::string& name) {
    auto header = read_header(bytes, name);
    if (!header) return header.error();
    const Dtype* dtype = find_dtype(header->dtype);
    if (dtype == nullptr) {
        return bad_dtype(name, fmt::format("the array has dtype '{}'", header->dtype));
    }
    NdArray array{.shape = header->shape, .values = {}, .dtype = header->dtype};
    const std::size_t there = bytes.size() - header->data_offset;
    const auto count = count_of(array.shape);
    if (!count || *count > there / dtype->bytes) {
        return truncated(name, fmt::format("an array {} of '{}' needs more than the {} bytes that "
                                           "follow its header",
                                           array.shape_text(), array.dtype, there));
    }
    array.values.resize(*count);
    if (!dtype->convert(bytes.data() + header->data_offset, array.values)) {
        return bad_dtype(name, fmt::format("the '{}' array has integers beyond 2^53", array.dtype));
    }
    if (header->fortran_order && array.shape.size() > 1) {
        array.values = from_fortran(array.shape, array.values);
    }
    return array;
}

Result<NdArray> read_npy(const std::string& path) {
    const auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    return parse_npy(*bytes, path);
}

std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const double> values) {
    return make_npy(shape, values, "<f8");
}
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const float> values) {
    return make_npy(shape, values, "<f4");
}
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const std::int64_t> values) {
    return make_npy(shape, values, "<i8");
}
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const std::int8_t> values) {
    return make_npy(shape, values, "|i1");
}
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const std::uint8_t> values) {
    return make_npy(shape, values, "|u1");
}

}  // namespace crosspoint

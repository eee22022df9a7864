// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <utility>

namespace crosspoint {

struct ResultStore::State {
    std::string path;
    sqlite3* db = nullptr;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { sqlite3_close(db); }
};

namespace {

constexpr int application_id = 0x43525053;  // "CRPS": tells our files from other SQLite files

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

Error store_error(const std::string& path, int id, std::string what, std::string help) {
    return Error{.code = Errc::environment,
                 .id = id,
                 .what = std::move(what),
                 .help = std::move(help),
                 .where = SourceSpan{.file = path}};
}

Error damaged(const std::string& path, const std::string& fact) {
    return store_error(path, 5102, "the results store is not a sound SQLite file: " + fact,
                       "move it away and run the study again; it starts from the first point");
}

// What SQLite said, as one of our messages. `id` is the one for everything that has no own number.
Error sqlite_error(const std::string& path, sqlite3* db, int code, int id) {
    const std::string said = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return store_error(path, 5104, "another process is using this results store",
                               "wait for the running study, or stop it; curve.csv beside the "
                               "store shows how far it is");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return damaged(path, said);
        default:
            return id == 5101
                       ? store_error(path, 5101, "the results store cannot be opened: " + said,
                                     "check that the folder exists, is writable and has space left")
                       : store_error(path, 5105,
                                     "the results store cannot be read or written: " + said,
                                     "check the space on the disk, then run the study again; the "
                                     "points that are stored are kept");
    }
}

int execute(sqlite3* db, const char* sql) {
    return sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
}

std::string column_text(sqlite3_stmt* statement, int column) {
    const unsigned char* text = sqlite3_column_text(statement, column);
    const int bytes = sqlite3_column_bytes(statement, column);
    if (text == nullptr) return {};
    return std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(bytes));
}

void bind_text(sqlite3_stmt* statement, int place, std::string_view text) {
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
}

// The first column of the first row, or the code of the failure.
int query_one(sqlite3* db, const char* sql, std::string& answer) {
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(db, sql, -1, &raw, nullptr);
    const Statement statement(raw);
    if (code != SQLITE_OK) return code;
    code = sqlite3_step(raw);
    if (code == SQLITE_ROW) {
        answer = column_text(raw, 0);
        return SQLITE_OK;
    }
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

// An unused file has neither tables nor marks; anything else must carry our marks.
Result<bool> is_unused(const std::string& path, sqlite3* db) {
    std::string tables, version, mark, health;
    for (const auto& [sql, answer] :
         {std::pair{"SELECT count(*) FROM sqlite_master", &tables},
          std::pair{"PRAGMA user_version", &version}, std::pair{"PRAGMA application_id", &mark},
          std::pair{"PRAGMA integrity_check(1)", &health}}) {
        const int code = query_one(db, sql, *answer);
        if (code != SQLITE_OK) return sqlite_error(path, db, code, 5101);
    }
    if (health != "ok") return damaged(path, health);
    if (tables == "0" && version == "0" && mark == "0") return true;
    if (mark != std::to_string(application_id)) {
        return store_error(path, 5103, "this SQLite file is not a results store of a study",
                           "move it away, or choose another folder with --out");
    }
    if (version != std::to_string(ResultStore::schema_version)) {
        return store_error(path, 5103,
                           fmt::format("the results store has schema version {}, expected {}",
                                       version, ResultStore::schema_version),
                           "another version of the program wrote it: move it away, or choose "
                           "another folder with --out");
    }
    return false;
}

int create_tables(sqlite3* db) {
    const std::string sql = fmt::format(
        "CREATE TABLE points(number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, "
        "status TEXT NOT NULL, result TEXT NOT NULL);"
        "PRAGMA application_id = {}; PRAGMA user_version = {};",
        application_id, ResultStore::schema_version);
    return execute(db, sql.c_str());
}

}  // namespace

ResultStore::ResultStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
ResultStore::ResultStore(ResultStore&&) noexcept = default;
ResultStore& ResultStore::operator=(ResultStore&&) noexcept = default;
ResultStore::~ResultStore() = default;

const std::string& ResultStore::path() const { return state_->path; }

Result<ResultStore> ResultStore::open(const std::string& path) {
    auto state = std::make_unique<State>();
    state->path = path;
    int code = sqlite3_open_v2(path.c_str(), &state->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                               nullptr);
    if (code != SQLITE_OK) return sqlite_error(path, state->db, code, 5101);
    // The lock that this transaction takes is held until the file is closed or the process ends,
    // however it ends. A rollback journal makes each commit whole or absent after a kill.
    for (const char* sql : {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE",
                            "PRAGMA synchronous = FULL", "BEGIN EXCLUSIVE"}) {
        code = execute(state->db, sql);
        if (code != SQLITE_OK) return sqlite_error(path, state->db, code, 5101);
    }
    const Result<bool> unused = is_unused(path, state->db);
    if (!unused) return unused.error();
    if (*unused) code = create_tables(state->db);
    if (code == SQLITE_OK) code = execute(state->db, "COMMIT");
    if (code != SQLITE_OK) return sqlite_error(path, state->db, code, 5101);
    return ResultStore(std::move(state));
}

Result<ResultStore> ResultStore::open_read_only(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) {
        return store_error(path, 5107, "there is no results store here",
                           "give the folder that `crosspoint study run` has written, such as "
                           "results/NAME");
    }
    auto state = std::make_unique<State>();
    state->path = path;
    // Read-write without creation: a journal that a killed run has left must be rolled back.
    int code = sqlite3_open_v2(path.c_str(), &state->db, SQLITE_OPEN_READWRITE, nullptr);
    if (code != SQLITE_OK) return sqlite_error(path, state->db, code, 5101);
    const Result<bool> unused = is_unused(path, state->db);
    if (!unused) return unused.error();
    if (*unused) {
        return store_error(path, 5107, "there is no results store here",
                           "the study was stopped before it began: run it again");
    }
    return ResultStore(std::move(state));
}

Result<std::optional<StoredPoint>> ResultStore::find(std::string_view key) const {
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(
        state_->db, "SELECT key, status, result FROM points WHERE key = ?", -1, &raw, nullptr);
    const Statement statement(raw);
    if (code != SQLITE_OK) return sqlite_error(state_->path, state_->db, code, 5105);
    bind_text(raw, 1, key);
    code = sqlite3_step(raw);
    if (code == SQLITE_DONE) return std::optional<StoredPoint>();
    if (code != SQLITE_ROW) return sqlite_error(state_->path, state_->db, code, 5105);
    return std::optional<StoredPoint>(StoredPoint{
        .key = column_text(raw, 0), .status = column_text(raw, 1), .json = column_text(raw, 2)});
}

Result<std::vector<StoredPoint>> ResultStore::all() const {
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(
        state_->db, "SELECT key, status, result FROM points ORDER BY number", -1, &raw, nullptr);
    const Statement statement(raw);
    std::vector<StoredPoint> points;
    if (code == SQLITE_OK) {
        while ((code = sqlite3_step(raw)) == SQLITE_ROW) {
            points.push_back({.key = column_text(raw, 0),
                              .status = column_text(raw, 1),
                              .json = column_text(raw, 2)});
        }
    }
    if (code != SQLITE_DONE) return sqlite_error(state_->path, state_->db, code, 5105);
    return points;
}

Result<void> ResultStore::put(const StoredPoint& point) {
    sqlite3_stmt* raw = nullptr;
    // One statement outside a transaction is a transaction of its own.
    int code = sqlite3_prepare_v2(
        state_->db, "INSERT OR REPLACE INTO points(key, status, result) VALUES(?, ?, ?)", -1, &raw,
        nullptr);
    const Statement statement(raw);
    if (code == SQLITE_OK) {
        bind_text(raw, 1, point.key);
        bind_text(raw, 2, point.status);
        bind_text(raw, 3, point.json);
        code = sqlite3_step(raw);
    }
    if (code != SQLITE_DONE) return sqlite_error(state_->path, state_->db, code, 5105);
    return {};
}

}  // namespace crosspoint

// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/store.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "crosspoint/base/file.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::TempFolder;

namespace {

StoredPoint numbered(int k) {
    return {.key = "key " + std::to_string(k),
            .status = "converged",
            .json = "{\"n\":" + std::to_string(k) + "}"};
}

// Another process that opens the store, stores one point and holds the store until it is killed.
class Holder {
public:
    explicit Holder(const std::string& path) {
        int ends[2];
        REQUIRE(pipe(ends) == 0);
        child_ = fork();
        if (child_ == 0) {
            auto store = ResultStore::open(path);
            const char ready = store && store->put(numbered(7)) ? 'y' : 'n';
            if (write(ends[1], &ready, 1) != 1) _exit(1);
            for (;;) pause();
        }
        char ready = '?';
        CHECK(read(ends[0], &ready, 1) == 1);
        CHECK(ready == 'y');
        close(ends[0]);
        close(ends[1]);
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
    }

private:
    pid_t child_;
};

}  // namespace

TEST_CASE("store: keeps points over closing and opening") {
    const TempFolder folder;
    const std::string path = folder / "study.sqlite";
    {
        auto store = ResultStore::open(path);
        REQUIRE(store.ok());
        REQUIRE(store->put(numbered(2)).ok());
        REQUIRE(store->put({.key = "it's \"odd\"\n", .status = "failed", .json = ""}).ok());
        REQUIRE(store->put(numbered(1)).ok());
    }
    const auto store = ResultStore::open(path);
    REQUIRE(store.ok());
    const auto all = store->all();
    REQUIRE(all.ok());
    REQUIRE(all->size() == 3);
    CHECK((*all)[0].key == "key 2");
    CHECK((*all)[1].key == "it's \"odd\"\n");
    CHECK((*all)[1].status == "failed");
    CHECK((*all)[2].json == "{\"n\":1}");
    const auto found = store->find("key 1");
    REQUIRE(found.ok());
    REQUIRE(found->has_value());
    CHECK((*found)->json == "{\"n\":1}");
    const auto missing = store->find("key 3");
    REQUIRE(missing.ok());
    CHECK(!missing->has_value());
}

TEST_CASE("store: a key is replaced and not doubled") {
    const TempFolder folder;
    auto store = ResultStore::open(folder / "s");
    REQUIRE(store.ok());
    REQUIRE(store->put(numbered(1)).ok());
    REQUIRE(store->put({.key = "key 1", .status = "failed", .json = "new"}).ok());
    const auto all = store->all();
    REQUIRE(all.ok());
    REQUIRE(all->size() == 1);
    CHECK((*all)[0].json == "new");
}

TEST_CASE("store: a file that is no store is refused and left alone") {
    const TempFolder folder;
    const std::string path = folder / "s";
    REQUIRE(write_file(path, std::string(5000, 'x')).ok());
    for (const auto& store : {ResultStore::open(path), ResultStore::open_read_only(path)}) {
        REQUIRE(!store.ok());
        CHECK(store.error().id == 5102);
        CHECK(store.error().code == Errc::environment);
        CHECK(!store.error().help.empty());
    }
    CHECK(*read_text_file(path) == std::string(5000, 'x'));
}

TEST_CASE("store: a damaged page is found when it is opened") {
    const TempFolder folder;
    const std::string path = folder / "s";
    {
        auto store = ResultStore::open(path);
        REQUIRE(store.ok());
        for (int k = 0; k < 200; ++k) REQUIRE(store->put(numbered(k)).ok());
    }
    std::string bytes = *read_text_file(path);
    for (std::size_t k = 4096; k < bytes.size(); k += 7) bytes[k] = 'x';
    REQUIRE(write_file(path, bytes).ok());
    const auto store = ResultStore::open(path);
    REQUIRE(!store.ok());
    CHECK(store.error().id == 5102);
}

TEST_CASE("store: another schema version and a foreign database are refused") {
    const TempFolder folder;
    const std::string path = folder / "s";
    { REQUIRE(ResultStore::open(path).ok()); }
    const std::string bytes = *read_text_file(path);
    // Bytes 60-63 hold the user version, 68-71 the application id (SQLite file format, 1.3).
    for (const std::size_t place : {std::size_t{63}, std::size_t{71}}) {
        CAPTURE(place);
        std::string changed = bytes;
        changed[place] = static_cast<char>(changed[place] + 1);
        REQUIRE(write_file(path, changed).ok());
        const auto store = ResultStore::open(path);
        REQUIRE(!store.ok());
        CHECK(store.error().id == 5103);
    }
}

TEST_CASE("store: an empty file is a new store for writing and none for reading") {
    const TempFolder folder;
    REQUIRE(write_file(folder / "s", std::string()).ok());
    CHECK(ResultStore::open_read_only(folder / "s").error().id == 5107);
    CHECK(ResultStore::open_read_only(folder / "missing").error().id == 5107);
    CHECK(ResultStore::open_read_only(folder.path()).error().id == 5107);
    CHECK(ResultStore::open(folder / "s").ok());
    CHECK(ResultStore::open_read_only(folder / "s").ok());
}

TEST_CASE("store: no folder, no store") {
    const TempFolder folder;
    const auto store = ResultStore::open(folder / "nowhere/s");
    REQUIRE(!store.ok());
    CHECK(store.error().id == 5101);
    CHECK(store.error().code == Errc::environment);
}

TEST_CASE("store: one process at a time; a killed one leaves its points and no lock") {
    const TempFolder folder;
    const std::string path = folder / "s";
    {
        const Holder other(path);
        for (const auto& store : {ResultStore::open(path), ResultStore::open_read_only(path)}) {
            REQUIRE(!store.ok());
            CHECK(store.error().id == 5104);
            CHECK(store.error().code == Errc::environment);
        }
    }
    const auto store = ResultStore::open(path);
    REQUIRE(store.ok());
    const auto all = store->all();
    REQUIRE(all.ok());
    REQUIRE(all->size() == 1);
    CHECK((*all)[0].key == "key 7");
}

// One point of a study: the network and the images it names, the exact software inference, and the
// run on tiles. `infer` does this once, the study runner for each point.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/network.hpp"
#include "crosspoint/study/point_result.hpp"
#include "crosspoint/study/study_config.hpp"

namespace crosspoint {

class FlipWriteCache;  // flip_write.hpp

/// A model, the images to classify, and what software says about them.
struct StudyInputs {
    std::shared_ptr<const Network> network;
    std::shared_ptr<const ImageSet> images;
    std::string model_checksum;  ///< of the content of the file: "crc32 5d1c8a11, 241123 bytes"
    std::string data_checksum;   ///< of the pixels and labels of the whole set
    SoftwareResult software;     ///< of the first `count` images
    std::size_t count = 0;
    std::int64_t software_correct = 0;
    double cell_evaluations_per_image = 0.0;
    /// Training images, where the point needs a sample; else null.
    std::shared_ptr<const ImageSet> training = {};
    std::string training_checksum = {};
    /// Solved tiles of points with [flips.write], shared by all points; null: each solves its own.
    std::shared_ptr<FlipWriteCache> write_cache = {};
};

/// Loads each file once, however many points use it.
class StudyInputCache {
public:
    /// @param threads of the software inference
    explicit StudyInputCache(int threads) : threads_(threads) {}

    /// The inputs of a point; they stay as long as the cache.
    /// @errors those of read_model, load_image_folder and check_images at the place in the study
    ///         file; input 5010: more images than the data set has
    Result<const StudyInputs*> get(const StudyPoint& point);

    /// Network and images of a point, checked against each other; nothing is inferred.
    /// @errors as get
    using NetworkAndImages =
        std::pair<std::shared_ptr<const Network>, std::shared_ptr<const ImageSet>>;
    Result<NetworkAndImages> network_and_images(const StudyPoint& point);

private:
    struct Model {
        std::shared_ptr<const Network> network;
        std::string checksum;
    };
    struct Data {
        std::shared_ptr<const ImageSet> images;
        std::string checksum;
    };
    Result<const Model*> model(const StudyPoint& point);
    Result<const Data*> data(const StudyPoint& point, Split split);

    int threads_;
    std::map<std::string, Model> models_;
    std::map<std::string, Data> data_;      // test images
    std::map<std::string, Data> training_;  // by name of the data
    std::map<std::string, StudyInputs> inputs_;
    std::shared_ptr<FlipWriteCache> write_cache_;
};

/// The key of a point in the store: its settings, the content of its files and the version of the
/// program. Results of other inputs or of another version are never taken for its own.
std::string point_key(const StudyPoint& point, const StudyInputs& inputs,
                      const std::string& program_version);

/// What a run of one point gave.
struct PointRun {
    PointResult result;
    bool stopped = false;  ///< the stop token ended it early: `result` holds nothing
    std::shared_ptr<const ErrorTable> table = {};  ///< that was estimated for it
};

/// @param tile_progress  while tiles are prepared; may be empty
/// Programs the tiles, checks the solver on samples and runs all images. A numerical failure is a
/// result whose status says so.
/// @errors as TiledNetwork, except numerics
Result<PointRun> run_point(
    const StudyPoint& point, const StudyInputs& inputs, int threads, const ImageProgress& progress,
    std::stop_token stop,
    const std::function<void(std::size_t done, std::size_t total)>& tile_progress = {});

}  // namespace crosspoint

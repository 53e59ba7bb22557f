// Private to vpcplan::io. Networks that were read, so that the next question need not read again.
#pragma once

#include "vpcplan/readers.hpp"

#include <memory>
#include <string>
#include <vector>

namespace vpcplan::io {

/// A network with its index. Stays where it is: the index refers to the network.
struct indexed_network {
    explicit indexed_network(loaded_network&& from) : loaded(std::move(from)), index(loaded.data) {}
    indexed_network(const indexed_network&) = delete;
    indexed_network& operator=(const indexed_network&) = delete;
    indexed_network(indexed_network&&) = delete;
    indexed_network& operator=(indexed_network&&) = delete;
    ~indexed_network() = default;

    loaded_network loaded;
    network_index index;
};

/// Keeps the few networks used last. A file or folder is read again when a name, a size or a time
/// of change in it differs.
class network_cache {
public:
    /// Throws `rpc_failure` when there is nothing to read.
    std::shared_ptr<const indexed_network> at_path(const std::string& path);
    std::shared_ptr<const indexed_network> from_text(const std::string& text);

private:
    struct entry {
        std::string key;
        std::shared_ptr<const indexed_network> network;
    };
    std::shared_ptr<const indexed_network> find(const std::string& key);
    std::shared_ptr<const indexed_network> keep(std::string key, load_outcome outcome);

    std::vector<entry> entries_; ///< the one used last stands first
};

} // namespace vpcplan::io

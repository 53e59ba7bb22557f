// Private to vpcplan::io. Where a check stands: the place, and the boxes around it. That follows
// from the facts of the check and from the network.
#pragma once

#include "drawing_text.hpp"

#include "vpcplan/detail/things.hpp"
#include "vpcplan/drawing.hpp"

#include <optional>

namespace vpcplan::io {

/// One leg comes by a place, with the checks it meets there.
struct visit {
    path_drawing::place at;
    detail::thing what = detail::thing::unknown;
    std::string key; ///< the same for two visits of one place: what it is, and its id
    std::vector<std::size_t> checks;
    std::vector<std::size_t> remarks;
};

/// What is not empty, with something between.
std::string joined(const std::vector<std::string>& parts, std::string_view between);

class place_finder {
public:
    place_finder(const network_index& index, const question& asked, const answer& given,
                 language lang)
        : net_(index), asked_(asked), given_(given), lang_(lang), ko_(lang == language::ko) {}

    /// Where a check stands. `before` is where the packet was, if it was anywhere.
    visit place_of(const step& check, const visit* before);
    /// Where an end of the question is. A bare address is wherever one interface has it.
    visit end_stop(const endpoint& end, const detail::address_bits& address);
    /// Where a leg that passed ended, told by its last check; nothing when that stands there.
    std::optional<visit> end_of_request(const visit& last);

    /// The Name of a component, else its id; of an ARN the part behind account and Region.
    std::string title_of(detail::thing kind, std::string_view id) const;
    /// What a check is about and which rule or route it found, in a few words. `here` is the place
    /// it stands at, which needs no naming again.
    std::string label_of(const step& check, const visit& here) const;

    /// All boxes that places stand in.
    std::vector<path_drawing::container> containers;

private:
    using box = path_drawing::container;
    using stop = path_drawing::place;
    using thing = detail::thing;

    std::string say(const char* en, const char* ko) const { return ko_ ? ko : en; }

    std::size_t box_of(box::what kind, std::string_view id, std::string_view title,
                       std::string_view detail, std::optional<std::size_t> parent);
    std::optional<std::size_t> vpc_box(std::string_view id);
    std::optional<std::size_t> subnet_box(const subnet& at);
    std::size_t outside(box::what kind);
    template <class Gateway>
    std::optional<std::size_t> attached_to(const Gateway* gateway);
    std::optional<std::size_t> box_around(thing kind, std::string_view id);
    std::string vpc_of(std::optional<std::size_t> inside) const;

    std::string subject_of(const step& check) const;
    visit stop_at(thing kind, std::string_view id, std::string_view title, std::string_view detail,
                  std::optional<std::size_t> inside) const;
    visit interface_stop(const interface& at);
    visit host_stop(const detail::address_bits& address, std::optional<std::size_t> inside) const;
    visit planned_stop(const subnet& home, const detail::address_bits& address);
    const interface* interface_of(const step& check) const;
    const interface* balancer_node(const step& check, const visit* before) const;

    const network_index& net_;
    const question& asked_;
    const answer& given_;
    language lang_;
    bool ko_;
};

/// Boxes from the outermost to the innermost.
std::vector<std::size_t> boxes_around(const std::vector<path_drawing::container>& all,
                                      std::optional<std::size_t> inside);

/// How many boxes of the two, from the outside, are the same.
std::size_t common_boxes(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b);

/// Lays the reply beside the request: the longest sequence of places that both pass, with what only
/// one of them passes between. Complexity: O(places of the one * places of the other).
std::vector<path_drawing::place> merged(std::vector<visit> there, std::vector<visit> back,
                                        const std::vector<path_drawing::container>& all);

} // namespace vpcplan::io

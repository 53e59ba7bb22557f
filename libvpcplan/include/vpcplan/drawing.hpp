// Floor 8. An answer as a picture: the places a packet comes by, the checks there, the two legs.
// One model, and three writers that only lay it out. Implemented in vpcplan::io.
//
// Example    write_file("path.svg", svg_text(draw_path(index, asked, said, language::en)));
#pragma once

#include "writers.hpp"

#include <string>
#include <vector>

namespace vpcplan {

/// A path as it is drawn. All texts are one line of valid UTF-8, not yet escaped for any format.
struct path_drawing {
    /// A box around places. The outside of the network is a box as well.
    struct container {
        enum class what : std::uint8_t { vpc, zone, subnet, internet, data_centre, aws_services };
        what kind = what::vpc;
        std::string id;     ///< AWS id or name of the zone
        std::string title;  ///< "VPC prod"
        std::string detail; ///< blocks, and the id where the title is a Name
        std::optional<std::size_t> parent;
    };

    /// One check of the answer. Numbers run through the request and on through the reply.
    struct check {
        std::size_t number = 1;
        bool in_reply = false;
        verdict outcome = verdict::allow;
        bool decides = false; ///< stops the packet, or is where nothing more can be said
        std::string label;    ///< "network ACL public: rule 110"
        std::string sentence; ///< the same as in every other answer
    };

    /// Where a packet comes by. A place that both legs pass at the same point of the way is one.
    struct place {
        /// Hosts and gateways are stops; a network ACL, a route table or an attachment is a gate. A
        /// gap stands for the middle of a very long way, such as that of a packet in a circle.
        enum class what : std::uint8_t { stop, gate, gap };
        what kind = what::stop;
        std::string id;
        std::string title;                 ///< Name, else id
        std::string detail;                ///< what it is, its id and address
        std::optional<std::size_t> inside; ///< innermost container
        bool reached = true;               ///< false: where the packet should have gone
        std::vector<std::size_t> requests; ///< checks of the request here, in order
        std::vector<std::size_t> replies;  ///< checks of the reply here, in order
        bool on_request = false;           ///< the request comes by
        bool on_reply = false;             ///< the reply comes by
        std::vector<std::size_t> remarks;  ///< what is noted here, in order
    };

    /// What a flow log or traffic mirroring notes of the packet at one interface.
    struct remark {
        enum class what : std::uint8_t { flow_log, mirror };
        what kind = what::flow_log;
        bool in_reply = false;
        std::string label;    ///< "flow log: in, ACCEPT"
        std::string sentence; ///< the record in AWS's format, or what becomes of the copy
    };

    language lang = language::en;
    connection_outcome connection = connection_outcome::unknown;
    std::string question; ///< "bastion -> db-1, TCP port 5432"
    std::string headline; ///< the verdict and why
    std::string ports;    ///< for which ports it holds; may be empty
    std::string request;  ///< the packet of the first leg: addresses and traffic
    std::string reply;    ///< that of the second; empty when there is none
    std::string assumed;  ///< what is taken for granted; may be empty
    std::vector<container> containers;
    std::vector<place> places;   ///< in the order of the way: requests go down it, replies up
    std::vector<check> checks;   ///< in the order of the walk; number - 1 is the index
    std::vector<remark> remarks; ///< in the order of the walk; only what was asked for
};

/// A chain of connections: one picture below the other.
struct chain_drawing {
    language lang = language::en;
    std::string headline; ///< the verdict of the whole
    std::vector<path_drawing> hops;
};

/// The drawing of an answer. The index must be the one the question was asked of. Flow-log records
/// and what traffic mirroring does are drawn where they are `wanted`.
/// Complexity: O(checks of the request * checks of the reply).
path_drawing draw_path(const network_index& index, const question& asked, const answer& given,
                       language lang, const pass_sections& wanted = {});

/// The drawing of a chain, each hop as `draw_path` draws it.
chain_drawing draw_chain(const network_index& index, const std::vector<chain_hop>& hops,
                         language lang, const pass_sections& wanted = {});

/// One leg in one line: "web-1 -> network ACL db (DROP)". ASCII but for Names; "" without a leg.
std::string arrows_text(const path_drawing& drawn, bool of_reply);

/// A Mermaid flowchart, such as Markdown pages show.
std::string mermaid_text(const path_drawing& drawn);
std::string mermaid_text(const chain_drawing& drawn);

/// A directed graph for Graphviz.
std::string dot_text(const path_drawing& drawn);
std::string dot_text(const chain_drawing& drawn);

/// A picture that stands alone: SVG 1.1 without scripts, fonts or other resources; legible in black
/// and white. Widths are estimates, so that the bytes depend on the drawing alone.
std::string svg_text(const path_drawing& drawn);
std::string svg_text(const chain_drawing& drawn);

} // namespace vpcplan

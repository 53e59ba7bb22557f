#include "show_interconnect.hpp"

#include "text_table.hpp"

#include <algorithm>
#include <vpcplan/explain.hpp>

namespace vpcplan::cli {

std::string heading(const interconnect_view& view, std::string_view en, std::string_view ko) {
    return std::string(view.how.say(en, ko));
}

std::string label(const interconnect_view& view, std::string_view id) {
    return id.empty() ? "-" : detail::label_of(&view.index, id);
}

std::string named(const std::string& id, const std::string& name) {
    return name.empty() || name == id ? id : id + " (" + name + ")";
}

namespace {

using texts = std::vector<std::string>;

bool touches(const interconnect_view& view, const texts& vpc_ids) {
    return view.vpc_id.empty() ||
           std::find(vpc_ids.begin(), vpc_ids.end(), view.vpc_id) != vpc_ids.end();
}

std::string body_of(const text_table& table, const interconnect_view& view) {
    return table.empty() ? std::string() : table.text(view.how);
}

// --- peering

std::string side_text(const interconnect_view& view, const peering_side& side) {
    return label(view, side.vpc_id) +
           (side.blocks.empty() ? "" : " " + joined(texts_of(side.blocks)));
}

std::string side_json(const peering_side& side) {
    return json_object()
        .text("vpc", side.vpc_id)
        .text("owner", side.owner_id)
        .text("region", side.region)
        .texts("cidrs", texts_of(side.blocks))
        .str();
}

bool is_shown(const interconnect_view& view, const vpc_peering_connection& one) {
    return touches(view, {one.requester.vpc_id, one.accepter.vpc_id});
}

std::string peerings(const interconnect_view& view) {
    text_table table({heading(view, "peering connection", "피어링 연결"),
                      heading(view, "requester", "요청자"), heading(view, "accepter", "수락자"),
                      heading(view, "status", "상태")});
    for (const auto& one : view.index.data().peerings) {
        if (is_shown(view, one)) {
            table.add({label(view, one.id), side_text(view, one.requester),
                       side_text(view, one.accepter), one.status});
        }
    }
    return body_of(table, view);
}

texts json_peerings(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().peerings) {
        if (is_shown(view, one)) {
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .text("status", one.status)
                              .raw("requester", side_json(one.requester))
                              .raw("accepter", side_json(one.accepter))
                              .str());
        }
    }
    return all;
}

// --- transit gateways

std::string_view kind_text(attachment_kind kind) {
    switch (kind) {
    case attachment_kind::vpc: return "vpc";
    case attachment_kind::vpn: return "vpn";
    case attachment_kind::direct_connect_gateway: return "direct-connect-gateway";
    case attachment_kind::connect: return "connect";
    case attachment_kind::peering: return "peering";
    case attachment_kind::other: return "other";
    }
    return "other";
}

std::string destination_of(const transit_gateway_route& entry) {
    if (const auto* block = std::get_if<cidr>(&entry.destination)) {
        return to_string(*block);
    }
    if (const auto* list = std::get_if<prefix_list_destination>(&entry.destination)) {
        return list->id;
    }
    return std::get<unreadable_destination>(entry.destination).text;
}

/// The ids of all transit gateways, those included of which the input has only parts.
texts transit_gateways(const interconnect_view& view) {
    const auto& data = view.index.data();
    texts ids;
    const auto add = [&](const std::string& id) {
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
            ids.push_back(id);
        }
    };
    for (const auto& one : data.transit_gateways) {
        add(one.id);
    }
    for (const auto& one : data.transit_gateway_attachments) {
        add(one.transit_gateway_id);
    }
    for (const auto& one : data.transit_gateway_route_tables) {
        add(one.transit_gateway_id);
    }
    std::erase_if(ids, [&](const std::string& id) {
        const auto attached = view.index.attachments_of(id);
        return !view.vpc_id.empty() &&
               std::none_of(attached.begin(), attached.end(), [&](const auto* one) {
                   return one->kind == attachment_kind::vpc && one->resource_id == view.vpc_id;
               });
    });
    return ids;
}

std::vector<const transit_gateway_route_table*> tables_of(const interconnect_view& view,
                                                          const std::string& gateway) {
    std::vector<const transit_gateway_route_table*> tables;
    for (const auto& one : view.index.data().transit_gateway_route_tables) {
        if (one.transit_gateway_id == gateway) {
            tables.push_back(&one);
        }
    }
    return tables;
}

std::string transit_table_text(const interconnect_view& view,
                               const transit_gateway_route_table& shown) {
    text_table table({heading(view, "  destination", "  목적지(Destination)"),
                      heading(view, "attachment", "연결(Attachment)"), ""});
    for (const auto& entry : shown.routes) {
        texts to;
        for (const auto& id : entry.attachment_ids) {
            to.push_back(label(view, id));
        }
        const bool drops = entry.blackhole || to.empty();
        table.add({"  " + destination_of(entry), joined(to),
                   heading(view,
                           drops         ? "blackhole"
                           : entry.fixed ? "static"
                                         : "propagated",
                           drops         ? "블랙홀"
                           : entry.fixed ? "정적"
                                         : "전파됨")});
    }
    return "  " + heading(view, "route table ", "라우팅 테이블 ") + label(view, shown.id) +
           (shown.complete ? ""
                           : heading(view, " (not all routes are in the input)",
                                     " (입력에 없는 경로가 있음)")) +
           "\n" + body_of(table, view);
}

std::string transit(const interconnect_view& view) {
    std::string all;
    for (const auto& id : transit_gateways(view)) {
        text_table table({heading(view, "  attachment", "  연결(Attachment)"),
                          heading(view, "resource", "리소스"),
                          heading(view, "route table", "라우팅 테이블"),
                          heading(view, "state", "상태")});
        for (const auto* one : view.index.attachments_of(id)) {
            table.add({"  " + label(view, one->id),
                       std::string(kind_text(one->kind)) + " " + label(view, one->resource_id),
                       one->table_known ? label(view, one->table_id) : "?", one->state});
        }
        all += "  " + paint(label(view, id), color::bold, view.how) + "\n" + body_of(table, view);
        for (const auto* one : tables_of(view, id)) {
            all += transit_table_text(view, *one);
        }
    }
    return all;
}

std::string attachment_json(const transit_gateway_attachment& one) {
    return json_object()
        .text("id", one.id)
        .text("name", one.name)
        .text("kind", kind_text(one.kind))
        .text("resource", one.resource_id)
        .text("state", one.state)
        .raw("route_table", one.table_id.empty() ? "null" : json_string(one.table_id))
        .flag("route_table_known", one.table_known)
        .texts("subnets", one.subnet_ids)
        .flag("appliance_mode", one.appliance_mode)
        .str();
}

std::string transit_table_json(const transit_gateway_route_table& one) {
    texts routes;
    for (const auto& entry : one.routes) {
        routes.push_back(json_object()
                             .text("destination", destination_of(entry))
                             .texts("attachments", entry.attachment_ids)
                             .text("origin", entry.fixed ? "static" : "propagated")
                             .flag("blackhole", entry.blackhole || entry.attachment_ids.empty())
                             .str());
    }
    return json_object()
        .text("id", one.id)
        .text("name", one.name)
        .flag("complete", one.complete)
        .raw("routes", json_array(routes))
        .str();
}

texts json_transit(const interconnect_view& view) {
    texts all;
    for (const auto& id : transit_gateways(view)) {
        const auto* known = view.index.find_transit_gateway(id);
        texts attachments;
        for (const auto* one : view.index.attachments_of(id)) {
            attachments.push_back(attachment_json(*one));
        }
        texts tables;
        for (const auto* one : tables_of(view, id)) {
            tables.push_back(transit_table_json(*one));
        }
        all.push_back(json_object()
                          .text("id", id)
                          .text("name", known == nullptr ? std::string() : known->name)
                          .raw("attachments", json_array(attachments))
                          .raw("route_tables", json_array(tables))
                          .str());
    }
    return all;
}

// --- VPN

bool is_shown(const interconnect_view& view, const vpn_connection& one) {
    const auto* gateway = view.index.find_vpn_gateway(one.gateway_id);
    if (gateway != nullptr) {
        return touches(view, gateway->vpc_ids);
    }
    const auto transit_ids = transit_gateways(view);
    return view.vpc_id.empty() ||
           std::find(transit_ids.begin(), transit_ids.end(), one.gateway_id) != transit_ids.end();
}

std::string vpn_gateways(const interconnect_view& view) {
    text_table table({heading(view, "gateway", "게이트웨이"), "VPC"});
    for (const auto& one : view.index.data().virtual_private_gateways) {
        if (touches(view, one.vpc_ids)) {
            texts vpcs;
            for (const auto& id : one.vpc_ids) {
                vpcs.push_back(label(view, id));
            }
            table.add({label(view, one.id), joined(vpcs)});
        }
    }
    return body_of(table, view);
}

std::string tunnels_text(const interconnect_view& view, const vpn_connection& one) {
    if (one.tunnels_up + one.tunnels_down == 0) {
        return "-";
    }
    const auto up = std::to_string(one.tunnels_up);
    const auto down = std::to_string(one.tunnels_down);
    return view.how.lang == language::ko ? "정상 " + up + ", 중단 " + down
                                         : up + " up, " + down + " down";
}

std::string vpn_connections(const interconnect_view& view) {
    text_table table(
        {heading(view, "connection", "VPN 연결"), heading(view, "gateway", "게이트웨이"),
         heading(view, "customer gateway", "고객 게이트웨이"),
         heading(view, "static routes", "정적 경로"), heading(view, "announced", "BGP 광고 경로"),
         heading(view, "tunnels", "터널"), heading(view, "state", "상태")});
    for (const auto& one : view.index.data().vpn_connections) {
        if (is_shown(view, one)) {
            table.add({named(one.id, one.name), label(view, one.gateway_id),
                       label(view, one.customer_gateway_id), joined(texts_of(one.static_routes)),
                       joined(texts_of(one.announced)), tunnels_text(view, one), one.state});
        }
    }
    return body_of(table, view);
}

texts json_vpn_gateways(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().virtual_private_gateways) {
        if (touches(view, one.vpc_ids)) {
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .texts("vpcs", one.vpc_ids)
                              .str());
        }
    }
    return all;
}

texts json_vpn_connections(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().vpn_connections) {
        if (is_shown(view, one)) {
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .text("gateway", one.gateway_id)
                              .text("customer_gateway", one.customer_gateway_id)
                              .text("state", one.state)
                              .texts("static_routes", texts_of(one.static_routes))
                              .texts("announced", texts_of(one.announced))
                              .number("tunnels_up", static_cast<std::uint64_t>(one.tunnels_up))
                              .number("tunnels_down", static_cast<std::uint64_t>(one.tunnels_down))
                              .str());
        }
    }
    return all;
}

// --- endpoints

std::string_view kind_text(endpoint_kind kind) {
    switch (kind) {
    case endpoint_kind::gateway: return "gateway";
    case endpoint_kind::interface: return "interface";
    case endpoint_kind::gateway_load_balancer: return "gateway-load-balancer";
    case endpoint_kind::other: return "other";
    }
    return "other";
}

std::string endpoints(const interconnect_view& view) {
    text_table table({heading(view, "endpoint", "엔드포인트"), heading(view, "type", "유형"),
                      heading(view, "service", "서비스"), "VPC",
                      heading(view, "subnets or route tables", "서브넷 또는 라우팅 테이블"),
                      heading(view, "state", "상태")});
    for (const auto& one : view.index.data().endpoints) {
        if (touches(view, {one.vpc_id})) {
            texts places;
            for (const auto* ids : {&one.subnet_ids, &one.route_table_ids}) {
                for (const auto& id : *ids) {
                    places.push_back(label(view, id));
                }
            }
            table.add({label(view, one.id), std::string(kind_text(one.kind)),
                       one.service.empty() ? "-" : one.service, label(view, one.vpc_id),
                       joined(places), one.state});
        }
    }
    return body_of(table, view);
}

texts json_endpoints(const interconnect_view& view) {
    texts all;
    for (const auto& one : view.index.data().endpoints) {
        if (touches(view, {one.vpc_id})) {
            all.push_back(json_object()
                              .text("id", one.id)
                              .text("name", one.name)
                              .text("kind", kind_text(one.kind))
                              .text("service", one.service)
                              .text("vpc", one.vpc_id)
                              .text("state", one.state)
                              .texts("subnets", one.subnet_ids)
                              .texts("interfaces", one.interface_ids)
                              .texts("route_tables", one.route_table_ids)
                              .str());
        }
    }
    return all;
}

} // namespace

const interconnect_part interconnect_parts[interconnect_part_count] = {
    {"peerings", "peering_connections", "Peering connections", "VPC 피어링 연결", peerings,
     json_peerings},
    {"transit", "transit_gateways", "Transit gateways", "전송 게이트웨이", transit, json_transit},
    {"vpns", "vpn_gateways", "Virtual private gateways", "가상 프라이빗 게이트웨이", vpn_gateways,
     json_vpn_gateways},
    {"vpns", "vpn_connections", "VPN connections", "VPN 연결", vpn_connections,
     json_vpn_connections},
    {"endpoints", "vpc_endpoints", "VPC endpoints", "VPC 엔드포인트", endpoints, json_endpoints}};

} // namespace vpcplan::cli

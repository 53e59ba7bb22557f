// Private. Reason codes and assumptions in Korean.
#pragma once

#include "reason_text_en.hpp"

namespace vpcplan::detail {

constexpr reason_text korean_text(reason code) noexcept {
    switch (code) {
    case reason::none: return {"사유 없음", "검사를 통과했습니다.", "고칠 것이 없습니다."};
    case reason::subnet_acl_restriction:
        return {
            "서브넷의 네트워크 ACL이 패킷을 거부합니다",
            "규칙 번호가 작은 것부터 차례로 보고 처음 일치하는 규칙이 결정합니다. 일치하는 "
            "규칙이 없으면 마지막 별표(*) 규칙이 거부합니다. 네트워크 ACL은 상태 비저장이므로 "
            "응답에도 별도의 규칙이 필요합니다.",
            "거부하는 규칙보다 작은 번호로 허용 규칙을 추가합니다. 응답이라면 클라이언트의 임시 "
            "포트(휘발성 포트)를 허용합니다. 1024-65535이면 안전합니다."};
    case reason::eni_sg_rules_mismatch:
        return {
            "패킷을 허용하는 보안 그룹 규칙이 없습니다",
            "네트워크 인터페이스에 연결된 모든 보안 그룹의 규칙을 합쳐서 보지만 프로토콜, 포트, "
            "상대 주소가 모두 일치하는 규칙이 없습니다.",
            "연결을 시작하는 방향에 규칙을 추가합니다. 보안 그룹은 상태 저장이므로 응답에는 "
            "규칙이 필요 없습니다."};
    case reason::sg_has_no_rules:
        return {"이 방향에 보안 그룹 규칙이 하나도 없습니다",
                "인바운드 규칙이 없으면 들어올 수 없고 아웃바운드 규칙이 없으면 나갈 수 없습니다. "
                "허용된 연결의 응답은 그래도 통과합니다.",
                "인터페이스의 보안 그룹 중 하나에 이 트래픽을 허용하는 규칙을 추가합니다."};
    case reason::eni_source_dest_check_restriction:
        return {"인터페이스가 자기 주소가 아닌 패킷을 거부합니다",
                "소스/대상 확인이 켜져 있으면 자기 주소가 소스나 목적지인 패킷만 보내고 받으므로 "
                "다른 호스트의 패킷을 전달할 수 없습니다.",
                "어플라이언스나 NAT 인스턴스에서는 소스/대상 확인을 끕니다."};
    case reason::no_route_to_destination:
        return {"라우팅 테이블에 목적지로 가는 경로가 없습니다",
                "서브넷이 쓰는 라우팅 테이블의 어떤 경로도 목적지 주소를 포함하지 않습니다. IPv4와 "
                "IPv6 경로는 별개이며 0.0.0.0/0은 IPv6을 포함하지 않습니다.",
                "목적지를 포함하는 경로를 추가하거나 그런 경로가 있는 라우팅 테이블을 서브넷에 "
                "연결합니다."};
    case reason::bad_state:
        return {"구성 요소가 동작하는 상태가 아닙니다",
                "NAT 게이트웨이 같은 구성 요소는 `available` 상태에서만 패킷을 전달합니다.",
                "사용 가능해질 때까지 기다리거나 새로 만듭니다."};
    case reason::bad_state_route:
        return {
            "경로가 블랙홀 상태입니다",
            "가장 구체적인 경로가 일치하지만 그 대상(Target)이 없어졌습니다. 패킷은 버려지고 더 "
            "짧은 경로로 넘어가지 않습니다.",
            "경로를 삭제하거나 존재하는 대상(Target)으로 바꿉니다."};
    case reason::no_possible_destination:
        return {"이 주소를 사용하는 네트워크 인터페이스가 없습니다",
                "패킷은 VPC 안에 도착하지만 목적지 주소를 사용하는 네트워크 인터페이스가 없습니다.",
                "주소를 확인합니다. 인스턴스가 교체되었을 수 있습니다."};
    case reason::unknown_destination:
        return {"입력만으로는 목적지가 어디인지 알 수 없습니다",
                "목적지가 있을 부분이 입력에 없어서 위치를 정할 수 없습니다.",
                "빠진 부분을 수집합니다. `vpcplan collect`가 필요한 명령을 출력합니다."};
    case reason::unknown_resource:
        return {"경로에 있는 구성 요소가 입력에 없습니다",
                "ID로 참조되지만 입력에는 그 구성 요소의 내용이 없습니다.",
                "빠진 부분을 수집합니다. `vpcplan collect`가 필요한 명령을 출력합니다."};
    case reason::unsupported_component:
        return {"아직 판정하지 못하는 구성 요소가 경로에 있습니다",
                "이 버전이 알아보기는 하지만 판정할 수 없는 시스템에 도달하므로 추측하지 않고 "
                "'판정 불가'로 답합니다.",
                "그 구성 요소의 앞부분과 뒷부분을 따로 물어봅니다."};
    case reason::protocol_restriction:
        return {"이 구성 요소는 이 프로토콜을 전달하지 않습니다",
                "예를 들어 NAT 게이트웨이는 TCP, UDP, ICMP만 전달합니다.",
                "다른 프로토콜을 쓰거나 이 구성 요소를 지나지 않는 경로를 씁니다."};
    case reason::igw_public_ip_association_for_egress:
        return {"소스에 퍼블릭 주소가 없습니다",
                "인터넷 게이트웨이는 프라이빗 주소 하나를 퍼블릭 주소 하나로 변환합니다. 퍼블릭 "
                "IPv4 주소나 탄력적 IP 주소가 없으면 패킷은 버려집니다.",
                "탄력적 IP 주소를 연결하거나 NAT 게이트웨이를 거치게 합니다."};
    case reason::igw_private_ip_association_for_ingress:
        return {"이 퍼블릭 주소를 가진 인터페이스가 없습니다",
                "인터넷 게이트웨이는 목적지가 VPC 안 인터페이스의 퍼블릭 주소이거나 그 IPv6 주소일 "
                "때만 패킷을 들여보냅니다.",
                "인터페이스의 현재 퍼블릭 주소로 보내거나 탄력적 IP 주소를 연결합니다."};
    case reason::igw_destination_address_not_in_rfc1918_egress:
        return {
            "인터넷 게이트웨이는 프라이빗 주소로 보내지 않습니다",
            "목적지가 인터넷에 존재하지 않는 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 중 하나에 "
            "속합니다.",
            "프라이빗 네트워크가 있는 쪽(피어링 연결, 전송 게이트웨이, VPN)으로 더 구체적인 "
            "경로를 추가합니다."};
    case reason::igw_destination_address_not_in_rfc6598_egress:
        return {"인터넷 게이트웨이는 100.64.0.0/10 주소로 보내지 않습니다",
                "목적지가 인터넷에 존재하지 않는 공유 주소 공간에 속합니다.",
                "그 네트워크가 있는 쪽으로 더 구체적인 경로를 추가합니다."};
    case reason::igw_source_address_not_in_rfc1918_ingress:
        return {
            "프라이빗 소스 주소는 인터넷에서 올 수 없습니다",
            "인터넷 게이트웨이는 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16에서 온 패킷을 버립니다.",
            "클라이언트의 퍼블릭 주소로 질문합니다."};
    case reason::igw_source_address_not_in_rfc6598_ingress:
        return {"100.64.0.0/10 소스 주소는 인터넷에서 올 수 없습니다",
                "인터넷 게이트웨이는 공유 주소 공간에서 온 패킷을 버립니다.",
                "클라이언트의 퍼블릭 주소로 질문합니다."};
    case reason::gateway_rejects_spoofed_traffic:
        return {"소스 주소가 위조되었습니다",
                "외부에서 온 패킷의 소스가 VPC 안의 주소입니다. 게이트웨이는 이런 패킷을 버립니다.",
                "클라이언트의 실제 주소로 질문합니다."};
    case reason::ngw_requires_source_in_vpc:
        return {"NAT 게이트웨이는 자기 VPC에만 서비스합니다",
                "소스가 NAT 게이트웨이의 VPC 밖(예: 피어링 연결이나 VPN 너머)에 있습니다.",
                "소스가 있는 VPC에 NAT 게이트웨이를 만듭니다."};
    case reason::vpc_block_public_access_enabled:
        return {"VPC 퍼블릭 액세스 차단(BPA)이 패킷을 막습니다",
                "이 계정은 이 리전에서 인터넷 트래픽을 차단합니다. 이 설정은 라우팅, 네트워크 ACL, "
                "보안 그룹보다 우선합니다.",
                "VPC나 서브넷에 제외 항목을 만들거나 설정을 완화합니다."};
    case reason::acl_not_known:
        return {"서브넷의 네트워크 ACL이 입력에 없습니다",
                "모든 서브넷에는 네트워크 ACL이 있지만 입력에 그 규칙이 없습니다.",
                "`aws ec2 describe-network-acls` 출력을 추가합니다."};
    case reason::acl_rule_not_readable:
        return {"네트워크 ACL 규칙 하나를 읽을 수 없습니다",
                "결정하는 규칙보다 앞에 이해할 수 없는 규칙이 있어 그 규칙이 일치할 수도 있습니다.",
                "진단 메시지에서 규칙을 확인하고 입력을 고칩니다."};
    case reason::sg_not_known:
        return {"인터페이스의 보안 그룹이 입력에 없습니다",
                "그 그룹의 규칙이 빠져 있으며 그중 하나가 패킷을 허용할 수도 있습니다.",
                "`aws ec2 describe-security-groups` 출력을 추가합니다."};
    case reason::sg_reference_not_known:
        return {"보안 그룹 규칙이 참조하는 상대를 알 수 없습니다",
                "프로토콜과 포트가 일치하는 규칙이 있지만 그 규칙이 참조하는 접두사 목록이나 보안 "
                "그룹의 구성원이 입력에 없습니다.",
                "접두사 목록의 항목이나 그 그룹이 연결된 인터페이스를 입력에 추가합니다."};
    case reason::route_table_not_known:
        return {"서브넷의 라우팅 테이블이 입력에 없습니다",
                "연결된 라우팅 테이블도 VPC의 기본(main) 라우팅 테이블도 찾을 수 없습니다.",
                "`aws ec2 describe-route-tables` 출력을 추가합니다."};
    case reason::route_not_readable:
        return {
            "경로 하나를 읽을 수 없습니다",
            "목적지(Destination)나 접두사 목록의 항목을 알 수 없는 경로가 있으며 그 경로가 가장 "
            "구체적일 수도 있습니다.",
            "접두사 목록의 항목을 추가하거나 입력에서 경로를 고칩니다."};
    case reason::route_ambiguous:
        return {
            "두 경로가 똑같이 일치합니다",
            "두 접두사 목록이 목적지를 같은 길이로 포함하고 대상(Target)이 서로 다릅니다. AWS는 "
            "그중 하나를 임의로 고릅니다.",
            "접두사 목록이 겹치지 않게 하거나 정적 경로를 추가합니다."};
    case reason::link_local_not_forwarded:
        return {"링크 로컬 주소는 라우팅되지 않습니다",
                "169.254.168.0/22와 fd00:ec2::/32는 서브넷 안에서 처리되며 어떤 경로로도 전달되지 "
                "않습니다.",
                "다른 목적지로 질문합니다."};
    case reason::igw_not_attached:
        return {"인터넷 게이트웨이가 이 VPC에 연결되어 있지 않습니다",
                "경로가 가리키는 인터넷 게이트웨이가 분리되었거나 다른 VPC에 연결되어 있습니다.",
                "게이트웨이를 VPC에 연결하거나 경로를 고칩니다."};
    case reason::igw_destination_not_public:
        return {"목적지가 인터넷에 존재하지 않습니다",
                "경로는 인터넷으로 가지만 목적지가 퍼블릭 주소가 아닙니다.",
                "주소를 확인하거나 그 주소가 있는 쪽으로 더 구체적인 경로를 추가합니다."};
    case reason::ngw_no_session:
        return {"NAT 게이트웨이는 외부에서 시작한 연결을 받지 않습니다",
                "패킷이 NAT 게이트웨이 쪽으로 연결을 시작합니다. 안에서 시작한 연결의 응답만 "
                "전달합니다.",
                "인스턴스에 퍼블릭 주소를 연결하거나 로드 밸런서를 씁니다."};
    case reason::ngw_route_loop:
        return {"NAT 게이트웨이의 서브넷이 패킷을 다시 NAT 게이트웨이로 보냅니다",
                "NAT 게이트웨이가 있는 서브넷의 경로가 NAT 게이트웨이 자신을 가리킵니다.",
                "퍼블릭 NAT 게이트웨이는 기본 경로가 인터넷 게이트웨이인 서브넷에 둡니다."};
    case reason::ngw_needs_nat64_prefix:
        return {
            "NAT 게이트웨이는 NAT64에 대해서만 IPv6를 변환합니다",
            "NAT 게이트웨이는 IPv4와, 목적지가 64:ff9b::/96인 IPv6만 처리합니다. 이 주소의 마지막 "
            "32비트가 DNS64가 감싼 IPv4 주소입니다.",
            "IPv6는 송신 전용 인터넷 게이트웨이로 보내거나, DNS64를 켜고 64:ff9b::/96으로 IPv4 "
            "호스트에 접속합니다."};
    case reason::eigw_ipv6_only:
        return {"송신 전용 인터넷 게이트웨이는 IPv6만 전달합니다",
                "IPv4 패킷이 송신 전용 인터넷 게이트웨이로 라우팅되었습니다.",
                "IPv4는 NAT 게이트웨이나 인터넷 게이트웨이로 라우팅합니다."};
    case reason::eigw_no_session:
        return {"송신 전용 인터넷 게이트웨이는 외부에서 시작한 연결을 받지 않습니다",
                "패킷이 인터넷에서 연결을 시작합니다. 들어올 수 있는 것은 응답뿐입니다.",
                "외부에서 접속해야 한다면 인터넷 게이트웨이를 씁니다."};
    case reason::eigw_after_inspection:
        return {"송신 전용 인터넷 게이트웨이는 검사 엔드포인트를 거친 패킷을 받지 않습니다",
                "게이트웨이 로드 밸런서 엔드포인트나 네트워크 방화벽 엔드포인트를 거쳐 송신 전용 "
                "인터넷 게이트웨이로 가는 IPv6 트래픽은 AWS에서 버립니다.",
                "검사한 IPv6 트래픽은 인터넷 게이트웨이로 보내고, 외부에서 시작하는 연결은 "
                "방화벽에서 거부합니다."};
    case reason::routed_elsewhere:
        return {"경로가 같은 주소를 쓰는 다른 곳으로 이어집니다",
                "라우팅 테이블은 호스트가 아니라 주소만 봅니다. 두 네트워크의 주소 범위가 겹치면 "
                "패킷은 가장 구체적인 경로를 따라 엉뚱한 네트워크로 가기도 합니다.",
                "원래 목적지로 가는 더 구체적인 경로를 추가하거나 주소 범위가 겹치지 않게 합니다."};
    case reason::reply_changes_source:
        return {
            "응답이 다른 주소에서 돌아옵니다",
            "가는 길과 오는 길이 달라서 클라이언트가 요청하지 않은 소스 주소로 응답이 도착하고, "
            "클라이언트는 그 응답을 버립니다.",
            "양방향이 같은 길로 가게 라우팅하거나 프라이빗 주소로 접속합니다."};
    case reason::pcx_requires_address_in_vpc_cidr:
        return {"피어링 연결은 두 VPC 사이의 트래픽만 전달합니다",
                "VPC 피어링은 전이되지 않습니다. 소스는 한쪽 VPC에, 목적지는 다른 쪽 VPC에 있어야 "
                "하며, 상대 VPC 너머의 세 번째 VPC, 인터넷, VPN, 게이트웨이 엔드포인트에는 갈 수 "
                "없습니다.",
                "두 VPC를 직접 피어링하거나 전송 게이트웨이(Transit Gateway)로 연결합니다."};
    case reason::tgw_attach_missing_tgw_rtb_association:
        return {"연결(Attachment)에 전송 게이트웨이 라우팅 테이블이 없습니다",
                "연결(Attachment)에서 온 패킷은 그 연결에 연관된(associated) 라우팅 테이블에서 "
                "경로를 찾습니다. 테이블이 없으면 갈 곳이 없습니다.",
                "연결(Attachment)을 전송 게이트웨이 라우팅 테이블에 연관(associate)합니다."};
    case reason::tgw_attach_vpc_az_restriction:
        return {"전송 게이트웨이가 어느 가용 영역을 쓰는지 알 수 없습니다",
                "보낸 쪽 가용 영역에 연결(Attachment)의 서브넷이 없어 AWS가 다른 영역을 고르는데, "
                "그 서브넷들의 ACL이나 라우팅 테이블이 서로 다릅니다.",
                "사용하는 모든 가용 영역에 연결(Attachment)의 서브넷을 둡니다."};
    case reason::tgw_bad_state_vpn:
        return {"VPN 연결이 끊겨 있습니다",
                "전송 게이트웨이에 연결된 VPN을 사용할 수 없거나 올라온 터널이 하나도 없습니다.",
                "터널을 하나 이상 올립니다."};
    case reason::tgw_route_az_restriction:
        return {"보낸 쪽 가용 영역에 연결(Attachment)의 서브넷이 없습니다",
                "라우팅 테이블과 관계없이, 전송 게이트웨이는 VPC 연결(Attachment)이 서브넷을 가진 "
                "가용 영역에서만 사용할 수 있습니다.",
                "그 가용 영역의 서브넷을 VPC 연결(Attachment)에 추가합니다."};
    case reason::tgw_rtb_bad_state_route:
        return {"전송 게이트웨이 경로가 블랙홀입니다",
                "전송 게이트웨이 라우팅 테이블의 가장 구체적인 경로가 패킷을 버립니다. 더 짧은 "
                "경로로 대신하지 않습니다.",
                "블랙홀 경로를 지우거나 연결(Attachment)을 가리키게 합니다."};
    case reason::tgw_rtb_no_route_to_tgw_attachment:
        return {"전송 게이트웨이 라우팅 테이블에 목적지 경로가 없습니다",
                "패킷이 들어온 연결(Attachment)에 연관된 테이블에 목적지로 가는 정적 경로도 전파된 "
                "경로도 없습니다.",
                "목적지 연결(Attachment)의 경로를 그 테이블에 전파하거나 정적 경로를 추가합니다."};
    case reason::tgw_rtb_routes_are_unknown:
        return {
            "전송 게이트웨이 라우팅 테이블의 경로가 입력에 없습니다",
            "describe 호출은 이 경로를 알려 주지 않으며 search-transit-gateway-routes로 얻습니다.",
            "`vpcplan collect`가 출력하는 명령으로 수집합니다."};
    case reason::bad_state_attachment:
        return {"연결(Attachment)을 사용할 수 없는 상태입니다",
                "전송 게이트웨이 연결(Attachment)은 `available` 상태에서만 패킷을 전달합니다.",
                "연결(Attachment)을 수락하거나 복구합니다."};
    case reason::bad_state_vpn:
        return {"VPN이 끊겨 있습니다", "게이트웨이의 VPN 연결 중 터널이 올라온 것이 없습니다.",
                "터널을 하나 이상 올립니다."};
    case reason::vgw_private_ip_association_for_egress:
        return {
            "가상 프라이빗 게이트웨이는 자기 VPC의 인터페이스에서 온 트래픽만 받습니다",
            "데이터 센터로 가는 트래픽은 게이트웨이가 연결된 VPC의 인터페이스에서 시작해야 합니다.",
            "VPC를 지나가기만 하는 트래픽에는 전송 게이트웨이를 사용합니다."};
    case reason::vgw_private_ip_association_for_ingress:
        return {
            "가상 프라이빗 게이트웨이는 자기 VPC의 인터페이스로만 전달합니다",
            "데이터 센터에서 온 트래픽은 게이트웨이가 연결된 VPC의 인터페이스에서 끝나야 합니다.",
            "주소를 확인합니다. 다른 네트워크로 가려면 전송 게이트웨이를 사용합니다."};
    case reason::vpce_gateway_protocol_restriction:
        return {"게이트웨이 엔드포인트는 TCP와 ICMP 에코만 전달합니다",
                "S3와 DynamoDB의 게이트웨이 엔드포인트는 다른 프로토콜을 받지 않습니다.",
                "TCP 443번 포트를 사용합니다."};
    case reason::vpce_intra_vpc_traffic:
        return {"엔드포인트는 연결을 시작하지 않습니다",
                "인터페이스 엔드포인트 뒤의 서비스는 응답만 하며 VPC로 연결을 시작하지 않습니다.",
                "클라이언트 쪽에서 시작하는 연결로 질문합니다."};
    case reason::ingress_rtb_no_public_ip:
        return {"게이트웨이 라우팅 테이블이 가리키는 어플라이언스에 퍼블릭 주소가 없습니다",
                "인터넷 게이트웨이의 라우팅 테이블은 퍼블릭 주소를 가진 인터페이스로만 보낼 수 "
                "있습니다.",
                "어플라이언스에 탄력적 IP 주소를 연결합니다."};
    case reason::ingress_rtb_traffic_redirection:
        return {"게이트웨이 라우팅 테이블 때문에 응답이 어플라이언스를 거칩니다",
                "인터넷 게이트웨이의 라우팅 테이블로 들어오는 트래픽의 방향이 바뀐 서브넷은 그 "
                "게이트웨이로 바로 보낼 수 없습니다.",
                "서브넷의 나가는 트래픽도 같은 어플라이언스를 거치게 합니다."};
    case reason::vgw_not_attached:
        return {"가상 프라이빗 게이트웨이가 이 VPC에 연결되어 있지 않습니다",
                "가상 프라이빗 게이트웨이는 연결된 VPC에서만 사용할 수 있습니다.",
                "게이트웨이를 연결하거나 경로를 고칩니다."};
    case reason::vgw_ipv4_only:
        return {"가상 프라이빗 게이트웨이의 VPN은 IPv4만 전달합니다",
                "Site-to-Site VPN으로 IPv6를 쓰려면 전송 게이트웨이가 필요합니다.",
                "전송 게이트웨이 또는 IPv4를 사용합니다."};
    case reason::vgw_no_route_to_on_premises:
        return {
            "VPN에 목적지로 가는 경로가 없습니다",
            "가상 프라이빗 게이트웨이는 VPN 연결의 정적 경로나 BGP로 받은 접두사로만 전달합니다.",
            "VPN 연결의 정적 경로에 그 접두사를 추가합니다."};
    case reason::vgw_not_connected:
        return {"가상 프라이빗 게이트웨이에 연결된 데이터 센터가 없습니다",
                "가상 프라이빗 게이트웨이는 Site-to-Site VPN 연결이나 Direct Connect 프라이빗 가상 "
                "인터페이스로 데이터 센터와 통신하는데, 입력에는 둘 다 없습니다.",
                "게이트웨이에 VPN 연결을 만들거나 Direct Connect 게이트웨이를 연결합니다."};
    case reason::eni_takes_no_connections:
        return {"이 유형의 인터페이스는 들어오는 연결을 받지 않습니다",
                "AWS 서비스가 관리하는 인터페이스이며, 그 서비스는 연결을 시작하거나 자신이 보낸 "
                "패킷의 응답만 받습니다.",
                "네트워크 인터페이스 대신 서비스의 주소로 요청합니다."};
    case reason::eni_starts_no_connections:
        return {"이 유형의 인터페이스는 연결을 시작하지 않습니다",
                "AWS 서비스가 관리하는 인터페이스이며, 그 서비스는 응답만 보냅니다.",
                "연결을 시작하는 호스트를 출발지로 질문합니다."};
    case reason::eni_owner_not_known:
        return {
            "인터페이스를 사용하는 서비스가 입력에 없습니다",
            "AWS 서비스가 관리하는 인터페이스인데 그 서비스의 정보가 입력에 없어, 연결을 받거나 "
            "시작하는지 알 수 없습니다.",
            "인터페이스를 사용하는 서비스의 정보를 입력에 추가합니다."};
    case reason::eni_denies_igw_traffic:
        return {"인터페이스가 인터넷 게이트웨이 트래픽을 거부합니다(DenyAllIgwTraffic)",
                "DenyAllIgwTraffic이 켜진 인터페이스는 인터넷 게이트웨이로 들어오는 트래픽을 받지 "
                "않습니다. 자신이 보낸 요청의 응답도 거부하는지는 AWS 문서에 없습니다.",
                "인터페이스의 DenyAllIgwTraffic을 끕니다."};
    case reason::input_incomplete:
        return {"판정에 필요한 목록이 입력에 없습니다",
                "무엇이 없다는 것은 전체 목록이 있어야 알 수 있는데, 그 목록을 출력하는 describe "
                "호출의 결과가 입력에 없습니다.",
                "그 호출의 결과를 입력에 추가합니다. `vpcplan collect`는 필요한 호출을 모두 "
                "출력합니다."};
    case reason::vgw_routes_are_unknown:
        return {"BGP로 받은 경로는 입력에 없습니다",
                "가상 프라이빗 게이트웨이가 배운 접두사는 라우팅 테이블에 전파되지 않는 한 "
                "describe 호출로 알 수 없습니다.",
                "라우팅 전파를 켜거나 VPC 쪽만 질문합니다."};
    case reason::tgw_ipv6_support:
        return {"연결(Attachment)의 IPv6 지원이 꺼져 있습니다",
                "전송 게이트웨이 연결(Attachment)은 IPv6 지원을 켜야 IPv6를 전달하며, 기본값은 "
                "꺼짐입니다.",
                "연결(Attachment)의 IPv6 지원을 켭니다."};
    case reason::router_answers_not_documented:
        return {"VPC 라우터가 이 패킷에 응답하는지는 문서에 없습니다",
                "서브넷의 두 번째 주소는 VPC 라우터의 것입니다. 그 주소로 가는 패킷은 보안 그룹이 "
                "거르지 않으며, 무엇에 응답하는지는 AWS 문서에 나오지 않습니다.",
                "서브넷에 있는 호스트를 대신 물어봅니다."};
    case reason::no_way_from_on_premises:
        return {"이 호스트에서 목적지로 오는 길이 입력에 없습니다",
                "입력의 가상 프라이빗 게이트웨이나 전송 게이트웨이 중 이 호스트로 가는 경로를 가진 "
                "것이 없어 어디로 들어오는지 알 수 없습니다.",
                "VPN 연결과 전송 게이트웨이 경로를 수집합니다."};
    case reason::vpce_gateway_source_not_in_vpc:
        return {"게이트웨이 엔드포인트는 자기 VPC에서만 사용할 수 있습니다",
                "VPN, Direct Connect, 피어링, 전송 게이트웨이를 거쳐서는 게이트웨이 엔드포인트를 "
                "사용할 수 없습니다.",
                "VPC 밖의 클라이언트에는 인터페이스 엔드포인트를 사용합니다."};
    case reason::igw_source_not_public:
        return {"소스가 인터넷 주소가 아닙니다",
                "루프백, 링크 로컬, 멀티캐스트, 예약 주소는 인터넷에서 올 수 없습니다.",
                "클라이언트의 퍼블릭 주소로 질문합니다."};
    case reason::elb_listeners_mismatch:
        return {"이 패킷을 받는 리스너가 Classic Load Balancer에 없습니다",
                "로드 밸런서는 리스너의 프로토콜과 포트로 오는 것만 받습니다.",
                "리스너가 있는 포트로 질문하거나 리스너를 추가합니다."};
    case reason::elb_acl_restriction:
        return {"서브넷 안에서도 네트워크 ACL이 로드 밸런서의 패킷을 막습니다",
                "Classic Load Balancer와 같은 서브넷의 대상(Target) 사이에도 네트워크 ACL의 "
                "아웃바운드 규칙이 적용됩니다.",
                "서브넷 네트워크 ACL의 아웃바운드 규칙에서 대상 포트를 허용합니다."};
    case reason::elb_installed_az_restriction:
        return {"대상(Target)의 가용 영역에서 로드 밸런서가 활성화되지 않았습니다",
                "로드 밸런서는 활성화된 가용 영역의 대상으로만 보냅니다.",
                "로드 밸런서에 그 가용 영역을 활성화하거나 활성화된 영역에 대상을 등록합니다."};
    case reason::elb_not_crosszone:
        return {"로드 밸런서 노드가 자기 가용 영역을 벗어나지 않습니다",
                "교차 영역 로드 밸런싱이 꺼져 있으면 노드는 자기 가용 영역의 대상(Target)으로만 "
                "보내는데 그런 대상이 없습니다.",
                "교차 영역 로드 밸런싱을 켜거나 이 영역에 대상을 등록합니다."};
    case reason::elbv2_listeners_mismatch:
        return {"이 패킷을 받는 리스너가 로드 밸런서에 없습니다",
                "로드 밸런서는 리스너의 프로토콜과 포트로 오는 것만 받습니다.",
                "리스너가 있는 포트로 질문하거나 리스너를 추가합니다."};
    case reason::elbv2_listener_has_no_tg:
        return {"리스너가 보낼 곳이 없습니다",
                "리스너의 대상 그룹에 등록된 대상(Target)이 없습니다.",
                "대상 그룹에 대상을 등록합니다."};
    case reason::elbv2_no_targets_in_az:
        return {"이 가용 영역에 대상(Target)이 없습니다",
                "교차 영역 로드 밸런싱이 꺼져 있으면 노드는 자기 가용 영역의 대상으로만 보내는데 "
                "그런 대상이 없습니다.",
                "교차 영역 로드 밸런싱을 켜거나 이 영역에 대상을 등록합니다."};
    case reason::firewall_rules_restriction:
        return {"네트워크 방화벽의 규칙이 패킷을 버립니다",
                "상태 비저장 규칙을 우선순위대로 먼저 보고, 전달된 것은 상태 저장 규칙과 정책의 "
                "기본 작업으로 판정합니다.",
                "이 트래픽을 통과시키는 규칙을 추가하거나 버리는 규칙이나 기본 작업을 바꿉니다."};
    case reason::lb_not_known:
        return {"로드 밸런서가 입력에 없습니다",
                "인터페이스가 로드 밸런서의 것인데 그 로드 밸런서의 설명이 입력에 없습니다.",
                "로드 밸런서를 수집합니다. 명령은 `vpcplan collect`로 출력합니다."};
    case reason::lb_listeners_not_known:
        return {"로드 밸런서의 리스너가 입력에 없습니다",
                "리스너를 모르면 로드 밸런서가 어느 포트를 받는지 알 수 없습니다.",
                "리스너를 수집합니다. 명령은 `vpcplan collect`로 출력합니다."};
    case reason::lb_targets_not_known:
        return {"로드 밸런서의 대상(Target)이 입력에 없습니다",
                "어느 대상이 등록되어 있고 정상인지는 describe-target-health에 있습니다.",
                "대상 상태를 수집합니다. 명령은 `vpcplan collect`로 출력합니다."};
    case reason::lb_target_not_known:
        return {"로드 밸런서의 대상(Target) 하나가 입력에 없습니다",
                "로드 밸런서가 고를 수 있는 인스턴스, 주소 또는 함수의 설명이 입력에 없습니다.",
                "대상이 있는 부분의 네트워크를 수집합니다."};
    case reason::lb_no_usable_target:
        return {"지금 새 연결을 받는 로드 밸런서 대상(Target)이 없습니다",
                "등록이 취소되는 중이거나 중지된 대상, 그리고 Classic Load Balancer에서는 상태 "
                "확인에 실패한 대상으로는 보내지 않습니다.",
                "대상을 시작하거나 상태 확인을 통과하게 합니다."};
    case reason::lb_loopback:
        return {"로드 밸런서가 클라이언트 자신을 대상으로 골랐습니다",
                "클라이언트 주소를 보존하는 Network Load Balancer는 패킷을 보낸 호스트로 그 "
                "패킷을 되돌려 보낼 수 없습니다. 소스와 목적지가 같아지기 때문입니다.",
                "대상 그룹의 클라이언트 IP 보존을 끄거나 대상을 IP 주소로 등록합니다."};
    case reason::firewall_policy_not_known:
        return {"방화벽 정책이 입력에 없습니다",
                "정책과 규칙 그룹을 모르면 네트워크 방화벽이 무엇을 통과시키는지 알 수 없습니다.",
                "방화벽 정책과 규칙 그룹을 수집합니다. 명령은 `vpcplan collect`로 출력합니다."};
    case reason::firewall_rule_not_readable:
        return {"방화벽 규칙이 주소와 포트보다 깊은 곳을 봅니다",
                "결정할 수 있는 규칙이 내용, 도메인 또는 흐름의 상태를 검사하는데, 패킷에 대한 "
                "질문만으로는 알 수 없습니다.",
                "표시된 규칙을 읽어 봅니다. 판정은 연결이 나르는 내용에 달려 있습니다."};
    case reason::firewall_asymmetric_routing:
        return {"한 방향만 이 방화벽을 지나갑니다",
                "상태 저장 방화벽은 연결의 양방향을 모두 보아야 합니다. 한쪽만 볼 때의 처리는 "
                "스트림 예외 정책과 흐름의 상태를 보는 규칙에 달려 있습니다.",
                "양방향을 같은 방화벽 엔드포인트로 라우팅합니다. 전송 게이트웨이에서는 검사 VPC의 "
                "어플라이언스 모드를 켭니다."};
    case reason::dx_prefix_not_allowed:
        return {"Direct Connect 게이트웨이가 이 VPC를 알리지 않습니다",
                "연결(Association)의 허용된 접두사에 이 주소가 있는 VPC 블록이 없어 데이터 센터에 "
                "그 경로가 없습니다.",
                "허용된 접두사에 VPC 블록을 추가합니다."};
    case reason::dx_gateway_not_transitive:
        return {"Direct Connect 게이트웨이는 연결된 게이트웨이끼리 이어 주지 않습니다",
                "Direct Connect 게이트웨이는 데이터 센터와 각 게이트웨이 사이의 트래픽만 전달하며 "
                "게이트웨이 사이의 트래픽은 전달하지 않습니다.",
                "VPC 사이에는 피어링이나 전송 게이트웨이를 사용합니다."};
    case reason::too_many_ways:
        return {"가능한 길이 너무 많아 모두 확인할 수 없습니다",
                "경로의 로드 밸런서들이 대상(Target)을 고르는 조합이 한 질문에서 확인하는 수보다 "
                "많습니다.",
                "대상 하나에 대해 질문하거나 두 번째 로드 밸런서 뒤쪽에 대해 질문합니다."};
    case reason::path_loop:
        return {"패킷이 제자리를 돕니다", "경로가 패킷을 이미 지나온 곳으로 다시 보냅니다.",
                "되돌아가는 경로를 고칩니다."};
    }
    return {};
}

constexpr std::string_view korean_text(assumption taken) noexcept {
    switch (taken) {
    case assumption::operating_systems_allow: return "운영 체제 방화벽과 애플리케이션이 허용함";
    case assumption::remote_host_answers: return "네트워크 밖의 호스트가 응답함";
    case assumption::unfragmented: return "패킷이 단편화되지 않음";
    case assumption::resolver_answers: return "DNS 서버가 켜져 있고 응답함";
    case assumption::echo_request: return "ICMP 유형이 없으므로 에코 요청(ping)으로 판정함";
    case assumption::public_address_used: return "목적지를 퍼블릭 주소로 지정함";
    case assumption::subnet_address_has_no_group:
        return "인터페이스가 없는 주소에는 보안 그룹이 없으므로 판정하지 않음";
    case assumption::way_to_router_not_judged:
        return "패킷이 이미 VPC 라우터에 있음(그 전의 경로와, 응답이 라우터를 떠난 뒤의 경로는 "
               "판정하지 않음)";
    case assumption::instance_not_running: return "인스턴스가 시작되어 있음(지금은 실행 중이 아님)";
    case assumption::nat_picks_any_port:
        return "NAT 게이트웨이가 소스 포트를 1024-65535 중에서 임의로 고를 수 있음";
    case assumption::documentation_range_public: return "문서용 주소를 퍼블릭 주소로 봄";
    case assumption::every_choice_walked:
        return "AWS가 여러 대상(Target)이나 가용 영역 중 하나를 고르는 곳에서는 모든 경우를 확인함";
    case assumption::instances_not_listed:
        return "인스턴스가 실행 중임(입력에 aws ec2 describe-instances 결과 없음)";
    case assumption::public_access_not_listed:
        return "VPC 퍼블릭 액세스 차단이 꺼져 있음(입력에 "
               "describe-vpc-block-public-access-options 결과 없음)";
    case assumption::gateway_learnt_the_way:
        return "게이트웨이가 데이터 센터로 가는 경로를 BGP로 배웠음(describe 호출로는 알 수 없음)";
    case assumption::appliances_forward:
        return "Gateway Load Balancer 뒤의 어플라이언스가 패킷을 그대로 통과시킴";
    case assumption::client_address_by_default:
        return "대상 그룹에 클라이언트 주소 보존 설정이 없어 AWS 기본값으로 판정함";
    case assumption::cross_zone_by_default:
        return "교차 영역 로드 밸런싱 설정이 입력에 없어 꺼진 것으로 봄";
    case assumption::default_action_only: return "리스너의 규칙이 입력에 없어 기본 작업으로 판정함";
    }
    return {};
}

} // namespace vpcplan::detail

#include <vpcplan/bulk.hpp>

#include "support/catch.hpp"

#include <vpcplan/cidr_set.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <unistd.h>

using namespace vpcplan;
using namespace vpcplan::literals;

namespace {

struct closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A file without a name.
class scratch {
public:
    explicit scratch(std::string_view text = {}) : file_(std::tmpfile()) {
        REQUIRE(file_ != nullptr);
        if (!text.empty()) {
            REQUIRE(std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size());
        }
        REQUIRE(std::fflush(file_.get()) == 0);
        REQUIRE(lseek(descriptor(), 0, SEEK_SET) == 0);
    }
    int descriptor() const { return fileno(file_.get()); }
    std::string text() const {
        REQUIRE(lseek(descriptor(), 0, SEEK_SET) == 0);
        std::string out;
        char piece[4096];
        for (ssize_t got = 0; (got = ::read(descriptor(), piece, sizeof piece)) > 0;) {
            out.append(piece, static_cast<std::size_t>(got));
        }
        return out;
    }

private:
    std::unique_ptr<std::FILE, closer> file_;
};

struct outcome {
    bulk_report report;
    std::string output;
    std::string errors;
};

outcome summary_of(std::string_view text, host_bits bits = host_bits::reject) {
    const scratch in(text);
    const scratch out;
    outcome result;
    const text_input inputs[] = {{in.descriptor(), "in"}};
    result.report = summarize(inputs, out.descriptor(), bits, [&](const line_error& bad) {
        result.errors += to_string(bad) + "\n";
    });
    result.output = out.text();
    return result;
}

outcome filtered(std::string_view text, std::vector<cidr> blocks, filter_options options = {}) {
    const scratch in(text);
    const scratch out;
    outcome result;
    result.report =
        filter({in.descriptor(), "in"}, cidr_matcher(std::move(blocks)), out.descriptor(), options,
               [&](const line_error& bad) { result.errors += to_string(bad) + "\n"; });
    result.output = out.text();
    return result;
}

} // namespace

TEST_CASE("a list is summarised, whatever stands around the blocks") {
    const auto result = summary_of("# our blocks\n"
                                   "\n"
                                   "  10.0.0.128/25\t\r\n"
                                   "10.0.0.0/25 # the lower half\n"
                                   "   \t \n"
                                   "192.0.2.1\n"
                                   "192.0.2.4-192.0.2.7\n"
                                   "2001:db8::1\n"
                                   "2001:db8::/128"); // without a line end
    CHECK(result.errors == "");
    CHECK(result.output == "10.0.0.0/24\n192.0.2.1/32\n192.0.2.4/30\n2001:db8::/127\n");
    CHECK(result.report.ok());
    CHECK(result.report.entries == 6);
    CHECK(result.report.written == 4);
}

TEST_CASE("nothing in, nothing out") {
    for (const auto* text : {"", "\n", "# only a comment", "\r\n\r\n"}) {
        const auto result = summary_of(text);
        CHECK(result.report.ok());
        CHECK(result.output == "");
    }
}

TEST_CASE("bad lines are all reported, and nothing is summarised") {
    const auto result = summary_of("10.0.0.0/24abc\n10.0.0.0/24\n10.0.0.5/24 # host bits\n"
                                   "10.0.0.9-10.0.0.5\n/\nbanana\n10.0.0.0/99999\n");
    CHECK(result.output == "");
    CHECK(!result.report.ok());
    CHECK(result.report.bad_lines == 6);
    CHECK(result.errors ==
          "in:1: 10.0.0.0/24abc: unexpected character at byte 12\n"
          "in:3: 10.0.0.5/24: host bits are set after /24 (did you mean 10.0.0.0/24?)\n"
          "in:4: 10.0.0.9-10.0.0.5: the first value is above the last\n"
          "in:5: /: nothing given\n"
          "in:6: banana: not an IPv4 or IPv6 address\n"
          "in:7: 10.0.0.0/99999: the prefix length is out of range (IPv4: 0-32)\n");
    CHECK(summary_of("10.0.0.5/24\n", host_bits::mask).output == "10.0.0.0/24\n");
}

TEST_CASE("a line without an end is cut, reported once, and the rest is read") {
    std::string text = "10.0.0.0/24\n" + std::string(1'000'000, '1') + "\n10.0.1.0/24x\n";
    const auto result = summary_of(text);
    CHECK(result.report.bad_lines == 2);
    CHECK(result.errors.find("in:2: 1111") == 0);
    CHECK(result.errors.find("in:3: 10.0.1.0/24x") != std::string::npos);
    CHECK(result.errors.size() < 1000);
    // what stands behind many blanks is neither read nor lost in silence
    for (const std::size_t blanks : {std::size_t{5'000}, std::size_t{1'000'000}}) {
        text =
            std::string(blanks, ' ') + "10.0.0.0/24\n10.0.1.0/24" + std::string(blanks, ' ') + "x";
        CHECK(summary_of(text).report.bad_lines == 2);
    }
    // a long comment is no reason to complain
    text = "10.0.0.0/24 #" + std::string(1'000'000, 'x') + "\n10.0.1.0/24\n";
    CHECK(summary_of(text).output == "10.0.0.0/23\n");
}

TEST_CASE("several inputs are one list, and errors name the input") {
    const scratch first("10.0.0.0/25\n");
    const scratch second("10.0.0.128/25\nx\n");
    const scratch out;
    std::string errors;
    const text_input inputs[] = {{first.descriptor(), "a"}, {second.descriptor(), "b"}};
    const auto report = summarize(inputs, out.descriptor(), host_bits::reject,
                                  [&](const line_error& bad) { errors += to_string(bad); });
    CHECK(report.bad_lines == 1);
    CHECK(errors.find("b:2: x:") == 0);
}

TEST_CASE("what cannot be read or written is an error") {
    const text_input nothing[] = {{-1, "gone"}};
    const auto unreadable = summarize(nothing, 1, host_bits::reject, nullptr);
    CHECK(unreadable.read_error == EBADF);
    CHECK(unreadable.unreadable == "gone");
    const scratch in("10.0.0.0/8\n");
    const text_input inputs[] = {{in.descriptor(), "in"}};
    CHECK(summarize(inputs, -1, host_bits::reject, nullptr).write_error == EBADF);
}

TEST_CASE("addresses are filtered, with the longest block on request") {
    const std::vector<cidr> blocks{"10.0.0.0/8"_cidr, "10.1.0.0/16"_cidr, "2001:db8::/32"_cidr};
    const auto* const text = "10.1.2.3\n11.0.0.0 # no\n  10.2.0.0/16\n10.0.0.0/7\n2001:db8::1\n"
                             "::ffff:10.1.2.3\n";
    CHECK(filtered(text, blocks).output == "10.1.2.3\n10.2.0.0/16\n2001:db8::1\n");
    CHECK(
        filtered(text, blocks, {.with_block = true, .invert = false, .count_only = false}).output ==
        "10.1.2.3\t10.1.0.0/16\n10.2.0.0/16\t10.0.0.0/8\n2001:db8::1\t2001:db8::/32\n");
    CHECK(
        filtered(text, blocks, {.with_block = false, .invert = true, .count_only = false}).output ==
        "11.0.0.0\n10.0.0.0/7\n::ffff:10.1.2.3\n");
    const auto counted =
        filtered(text, blocks, {.with_block = false, .invert = false, .count_only = true});
    CHECK(counted.output == "");
    CHECK(counted.report.written == 3);
    CHECK(filtered(text, {}).report.written == 0);
}

TEST_CASE("a filter goes on after a bad line and counts it") {
    const auto result = filtered("10.0.0.1\n10.0.0.256\n10.0.0.2\n", {"10.0.0.0/8"_cidr});
    CHECK(result.output == "10.0.0.1\n10.0.0.2\n");
    CHECK(result.report.bad_lines == 1);
    CHECK(result.errors == "in:2: 10.0.0.256: an octet must be 0-255 at byte 8\n");
}

TEST_CASE("blocks are read in their order") {
    const scratch in("::/0\n10.0.0.1\n10.0.0.0/8\nbad\n");
    bulk_report report;
    const auto blocks = read_blocks({in.descriptor(), "in"}, host_bits::reject, nullptr, report);
    CHECK(blocks == std::vector<cidr>{"::/0"_cidr, "10.0.0.1/32"_cidr, "10.0.0.0/8"_cidr});
    CHECK(report.bad_lines == 1);
    CHECK(!report.ok());
}

TEST_CASE("every line is read as one block alone is read") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    constexpr std::string_view strange = "0123456789./: -abf\x80\xb0";
    for (int round = 0; round < 20'000; ++round) {
        // Blocks and addresses as people write them, half of them spoiled in one place.
        std::string text;
        for (int octet = 0; octet < 4; ++octet) {
            text += (octet != 0 ? "." : "") + std::to_string(random() % (octet == 0 ? 260 : 256));
        }
        if (random() % 2 == 0) {
            text = to_string(cidr::containing(
                detail::address_bits{0, static_cast<std::uint32_t>(random()), address_family::ipv4},
                static_cast<int>(random() % 33)));
        }
        if (random() % 2 == 0) {
            text[random() % text.size()] = strange[random() % strange.size()];
        }
        if (text.find_first_of("- ") != std::string::npos) {
            continue; // ranges and blanks have their own meaning in a list
        }
        CAPTURE(text);
        const bool is_block = text.find('/') != std::string::npos;
        const auto address = parse_address(text);
        const auto wanted = is_block  ? parse_cidr(text)
                            : address ? result<cidr>(cidr::host(*address))
                                      : result<cidr>(address.error());
        const scratch in(text);
        bulk_report report;
        std::optional<error> why;
        const auto blocks = read_blocks(
            {in.descriptor(), "in"}, host_bits::reject,
            [&](const line_error& bad) { why = bad.why; }, report);
        REQUIRE(blocks.size() == (wanted ? 1 : 0));
        if (wanted) {
            REQUIRE(blocks.front() == *wanted);
        } else {
            REQUIRE(why.value() == wanted.error());
        }
    }
}

TEST_CASE("lines that fall between two reads are whole") {
    // Through a pipe in odd pieces, more than any buffer holds.
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::string text;
    cidr_set::builder expected;
    for (int i = 0; i < 60'000; ++i) {
        const auto block = cidr::containing(
            detail::address_bits{0, static_cast<std::uint32_t>(random()), address_family::ipv4},
            20 + static_cast<int>(random() % 13));
        expected.add(block);
        text += to_string(block) + "\n";
    }
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    std::thread writer([&] {
        for (std::size_t at = 0; at < text.size();) {
            const auto piece = std::min<std::size_t>(text.size() - at, 1 + random() % 9000);
            const auto put = ::write(ends[1], text.data() + at, piece);
            if (put <= 0) {
                break;
            }
            at += static_cast<std::size_t>(put);
        }
        close(ends[1]);
    });
    const scratch out;
    const text_input inputs[] = {{ends[0], "pipe"}};
    const auto report = summarize(inputs, out.descriptor(), host_bits::reject, nullptr);
    writer.join();
    close(ends[0]);
    CHECK(report.ok());
    CHECK(report.entries == 60'000);
    std::string wanted;
    std::move(expected).build().for_each_cidr(
        [&](const cidr& block) { wanted += to_string(block) + "\n"; });
    CHECK((out.text() == wanted));
}

TEST_CASE("named lists: a name beside a block, in columns, or that of the file") {
    const auto read = [](std::string_view text, std::string_view name) {
        const scratch in(text);
        named_list list;
        bulk_report report;
        std::string said;
        read_named_blocks(
            {in.descriptor(), "vpcs.txt"}, host_bits::reject, name,
            [&](const line_error& bad) { said += to_string(bad) + "\n"; }, report, list);
        for (std::size_t i = 0; i < list.blocks().size(); ++i) {
            said += list.names()[list.owners()[i]] + "=" + to_string(list.blocks()[i]) + "\n";
        }
        CHECK(report.entries == list.blocks().size());
        return said;
    };
    CHECK(read("shop 10.0.0.0/16\n10.1.0.0/16\tbatch # comment\n\n10.2.0.0/16\n", "file") ==
          "shop=10.0.0.0/16\nbatch=10.1.0.0/16\nfile=10.2.0.0/16\n");
    CHECK(read("my shop 10.0.0.0/16 100.64.0.0/16\n2001:db8::/56 shop\n", "file") ==
          "my shop=10.0.0.0/16\nmy shop=100.64.0.0/16\nshop=2001:db8::/56\n");
    // columns: the heading, quotes, other columns, a gateway's address, Windows line ends
    CHECK(read("name;cidr;gateway\n\"shop\";10.0.0.0/16;10.0.0.1\nbatch;10.1.0.0/16;prod\n", "f") ==
          "shop=10.0.0.0/16\nbatch=10.1.0.0/16\n");
    CHECK(read("10.0.0.1\nshop 10.0.0.2\n", "") == "10.0.0.1/32=10.0.0.1/32\nshop=10.0.0.2/32\n");
    // what is meant as a block and is none is told, with the number of its line
    CHECK(read("shop 10.0.0.0/16\nbatch 10.1.0.0/8\n", "f")
              .find("vpcs.txt:2: 10.1.0.0/8: host bits are set") == 0);
    CHECK(read("shop 10.0.0.0/16 10.1.0.0/33\n", "f").find("vpcs.txt:1: 10.1.0.0/33") == 0);
    CHECK(read("shop\n", "f").find("vpcs.txt:1: shop") == 0);
    CHECK(read("shop,prod\n", "f") == ""); // a heading
    CHECK(read("10.0.0.0/8\nshop,prod\n", "f").find("vpcs.txt:2: shop") == 0);
    CHECK(read(",,,\n", "f").find("vpcs.txt:1: ") != std::string::npos);
}

TEST_CASE("named lists: a heading says what the columns are") {
    const auto read = [](std::string_view text) {
        const scratch in(text);
        named_list list;
        bulk_report report;
        std::string said;
        read_named_blocks(
            {in.descriptor(), "vpcs.csv"}, host_bits::reject, "file",
            [&](const line_error& bad) { said += to_string(bad) + "\n"; }, report, list);
        for (std::size_t i = 0; i < list.blocks().size(); ++i) {
            said += list.names()[list.owners()[i]] + "=" + to_string(list.blocks()[i]) + "\n";
        }
        return said;
    };
    // One account has two VPCs: its number is not the name of both.
    CHECK(
        read("account,vpc,cidr\n111122223333,shop,10.0.0.0/16\n111122223333,data,10.1.0.0/16\n") ==
        "shop (111122223333)=10.0.0.0/16\ndata (111122223333)=10.1.0.0/16\n");
    CHECK(read("\xef\xbb\xbfRegion;VPC Id;Name;CIDR Block\r\neu-west-1;vpc-1;;10.0.0.0/16\r\n"
               ";vpc-2;shop;10.1.0.0/16\r\n") ==
          "vpc-1 (eu-west-1)=10.0.0.0/16\nshop (vpc-2)=10.1.0.0/16\n");
    CHECK(read("cidr,name\n10.0.0.0/16,prod\n") == "prod=10.0.0.0/16\n");
    // A heading below comments, quotes in quotes, separators in quotes, several blocks in a column.
    CHECK(read("# ours\n\nname,cidr\n\"x \"\"q\"\", y\",10.4.0.0/24\n"
               "prod,\"10.0.0.0/16,10.1.0.0/16\"\n") ==
          "x \"q\", y=10.4.0.0/24\nprod=10.0.0.0/16\nprod=10.1.0.0/16\n");
    // What has no block is no row.
    CHECK(read("name,cidr\nshop\nbatch,\ndata,10.0.0.0/33\nlab,10.0.0.0/16\n")
              .find("vpcs.csv:2: shop: ") == 0);
    CHECK(read("name,cidr\nbatch,\n").find("vpcs.csv:2: batch,: ") == 0);
    CHECK(read("name,cidr\ndata,10.0.0.0/33\n").find("vpcs.csv:2: 10.0.0.0/33: ") == 0);
    // Without a heading as ever, and a spoilt block beside a good one is told.
    CHECK(read("prod,10.0.0.0/16\n") == "prod=10.0.0.0/16\n");
    CHECK(read("\"a \"\"b\"\"\",10.0.0.0/16\n") == "a \"b\"=10.0.0.0/16\n");
    CHECK(read("prod,10.0.0.0/16,10.1.0.0/2x\n").find("vpcs.csv:1: 10.1.0.0/2x: ") == 0);
}

TEST_CASE("named lists: who owns a block is its id, else its name in this list") {
    const auto read = [](const std::vector<std::pair<std::string, std::string>>& files) {
        named_list list;
        bulk_report report;
        for (const auto& [name, text] : files) {
            const scratch in(text);
            read_named_blocks({in.descriptor(), name}, host_bits::reject, name, {}, report, list);
        }
        CHECK(report.ok());
        std::string said;
        for (std::size_t i = 0; i < list.blocks().size(); ++i) {
            said += std::to_string(list.owners()[i]) + " " + list.names()[list.owners()[i]] + "\n";
        }
        return said;
    };
    const std::string head = "name,vpc_id,account,region,cidr\n";
    // One Name, two VPCs; and one VPC with two blocks.
    CHECK(read({{"t.csv", head + "prod,vpc-1,111122223333,us-east-1,10.0.0.0/16\n"
                                 "prod,vpc-2,111122223333,us-east-1,10.0.0.0/16\n"
                                 "prod,vpc-1,111122223333,us-east-1,10.1.0.0/16\n"}}) ==
          "0 prod (vpc-1 111122223333 us-east-1)\n1 prod (vpc-2 111122223333 us-east-1)\n"
          "0 prod (vpc-1 111122223333 us-east-1)\n");
    for (const char* heading : {"Name,VpcId,CIDR", "name,VPC ID,cidr", "name,id,cidr",
                                "name,vpc,cidr", "vpc_id,name,vpc,cidr"}) {
        CAPTURE(heading);
        const std::string first =
            std::string(heading).starts_with("vpc_id") ? "vpc-1,a,x" : "a,vpc-1";
        const std::string other =
            std::string(heading).starts_with("vpc_id") ? "vpc-2,a,x" : "a,vpc-2";
        CHECK(read({{"f", std::string(heading) + "\n" + first + ",10.0.0.0/16\n" + other +
                              ",10.0.0.0/16\n"}}) == "0 a (vpc-1)\n1 a (vpc-2)\n");
    }
    // A vpc that is no id is a name, of which a name beside it says more.
    CHECK(read({{"f", "name,vpc,cidr\n,shop,10.0.0.0/16\nprod,shop,10.1.0.0/16\n"}}) ==
          "0 shop\n1 prod\n");
    // Rows of one VPC that are called differently, as those of its subnets, have its id alone.
    CHECK(read({{"f", "name,vpc_id,cidr\napp,vpc-1,10.0.0.0/24\ndb,vpc-1,10.0.1.0/24\n"
                      "lb,vpc-1,10.0.2.0/24\napp,vpc-2,10.1.0.0/24\n"}}) ==
          "0 vpc-1\n0 vpc-1\n0 vpc-1\n1 app (vpc-2)\n");
    CHECK(read({{"f", "name,vpc_id,cidr\n,vpc-1,10.0.0.0/24\ndb,vpc-1,10.0.1.0/24\n"}}) ==
          "0 db (vpc-1)\n0 db (vpc-1)\n");
    // The same name in another list is that of another account; an id of AWS is one everywhere.
    CHECK(read({{"a.csv", "prod,10.0.0.0/16\nlab,10.9.0.0/16\n"},
                {"b.csv", "prod,10.0.0.0/16\nprod,10.1.0.0/16\n"}}) ==
          "0 prod (a.csv)\n1 lab\n2 prod (b.csv)\n2 prod (b.csv)\n");
    CHECK(read({{"a.csv", "prod,10.0.0.0/16\n"}, {"a.csv", "prod,10.0.0.0/16\n"}}) ==
          "0 prod\n0 prod\n");
    CHECK(read({{"a.csv", head + "prod,vpc-0a1b2c3d,1,eu-west-1,10.0.0.0/16\n"},
                {"b.csv", "vpc_id,cidr\nvpc-0a1b2c3d,10.0.0.0/16\n"}}) ==
          "0 prod (vpc-0a1b2c3d 1 eu-west-1)\n0 prod (vpc-0a1b2c3d 1 eu-west-1)\n");
    CHECK(read({{"a.csv", "name,id,cidr\nx,1,10.0.0.0/16\n"},
                {"b.csv", "name,id,cidr\nx,1,10.0.0.0/16\n"}}) == "0 x (1 a.csv)\n1 x (1 b.csv)\n");
}

TEST_CASE("lists of blocks may have labels and a byte order mark") {
    const auto read = [](std::string_view text) {
        const scratch in(text);
        bulk_report report;
        std::string said;
        for (const auto& block : read_blocks(
                 {in.descriptor(), "used.txt"}, host_bits::reject,
                 [&](const line_error& bad) { said += to_string(bad) + "\n"; }, report)) {
            said += to_string(block) + "\n";
        }
        return said;
    };
    CHECK(read("\xef\xbb\xbf"
               "10.0.0.0/24\n10.0.4.0/24 dev\nour lab 10.0.5.0/24 # remark\nhost-1 10.0.6.1\n") ==
          "10.0.0.0/24\n10.0.4.0/24\n10.0.5.0/24\n10.0.6.1/32\n");
    // What could mean two things means none.
    for (const char* bad :
         {"10.0.0.0/24 10.0.1.0/24\n", "10.0.0.0 /24\n", "dev\n", "10.0.0.0 255.255.255.0\n",
          "10.0.0.0 - 10.0.0.9\n", "dev 10.0.0.0/33\n"}) {
        CAPTURE(bad);
        CHECK(read(bad).find("used.txt:1: ") == 0);
    }
    CHECK(parse_labelled_block(" 10.0.4.0/24 our dev ").value().label == "our dev");
    CHECK(parse_labelled_block("10.0.4.0/24").value().label.empty());
}

TEST_CASE("a filter says which block matched and whose it is") {
    const scratch lists("shop 10.0.0.0/16\n10.0.4.0/24\tshop east\n");
    named_list list;
    bulk_report report;
    read_named_blocks({lists.descriptor(), "l"}, host_bits::reject, "l", {}, report, list);
    const cidr_matcher matcher(list.blocks());
    const scratch in("10.0.1.1\n10.0.4.4\n10.9.0.0\n");
    const scratch out;
    filter_options options;
    options.with_block = true;
    options.names = &list;
    CHECK(filter({in.descriptor(), "in"}, matcher, out.descriptor(), options, {}).written == 2);
    CHECK(out.text() == "10.0.1.1\t10.0.0.0/16\tshop\n10.0.4.4\t10.0.4.0/24\tshop east\n");
}

// Floor 0. A value or the reason why there is none.
#pragma once

#include "error.hpp"

#include <optional>
#include <type_traits>
#include <utility>

namespace vpcplan {

/// A `T`, or an `error`. Member names are those of `std::expected`, which C++20 does not have.
/// There is never a value on failure: `operator*` without a check is a broken promise, `value()`
/// throws `bad_result`.
template <class T>
class [[nodiscard]] result {
public:
    using value_type = T;
    using error_type = vpcplan::error;

    // NOLINTBEGIN(google-explicit-constructor): a function returns either, plainly
    constexpr result(T value) : value_(std::move(value)) {}
    constexpr result(vpcplan::error why) : error_(why) {}
    constexpr result(errc code) : error_{code, 0, 0} {}
    // NOLINTEND(google-explicit-constructor)

    constexpr bool has_value() const noexcept { return value_.has_value(); }
    constexpr explicit operator bool() const noexcept { return has_value(); }

    constexpr const T& operator*() const& noexcept { return *value_; }
    constexpr T& operator*() & noexcept { return *value_; }
    constexpr T&& operator*() && noexcept { return *std::move(value_); }
    constexpr const T* operator->() const noexcept { return &*value_; }
    constexpr T* operator->() noexcept { return &*value_; }

    /// The value; throws `bad_result` when there is none.
    constexpr const T& value() const& {
        if (!value_) {
            throw bad_result(error_);
        }
        return *value_;
    }
    constexpr T&& value() && {
        if (!value_) {
            throw bad_result(error_);
        }
        return *std::move(value_);
    }

    template <class U>
    constexpr T value_or(U&& fallback) const& {
        return value_ ? *value_ : static_cast<T>(std::forward<U>(fallback));
    }

    /// The reason; meaningful only when there is no value.
    constexpr const vpcplan::error& error() const noexcept { return error_; }

private:
    std::optional<T> value_;
    vpcplan::error error_{};
};

} // namespace vpcplan

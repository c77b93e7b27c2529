import Foundation
import Logging
import Testing

@Suite struct TimestampTests {
    @Test(
        "well-known instants are written as RFC 3339",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_399, "2000-02-28T23:59:59.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"), (1_709_251_199, "2024-02-29T23:59:59.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.000Z"),
            (253_402_300_799, "9999-12-31T23:59:59.000Z"),
        ])
    func knownInstants(seconds: Int, text: String) {
        #expect(Timestamp(seconds: seconds).rfc3339 == text)
    }

    @Test("agrees with Foundation on every 9,973rd hour of four centuries")
    func agreesWithFoundation() {
        for hour in stride(from: 0, to: 400 * 8_766, by: 9_973) {
            let date = Date(timeIntervalSince1970: Double(hour * 3_600))
            let expected = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            #expect(Timestamp(seconds: hour * 3_600).rfc3339 == expected)
        }
    }
}

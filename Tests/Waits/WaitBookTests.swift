import Contracts
import Testing

@testable import WaitsCore

@Suite struct WaitBookTests {
    private static let start = Timestamp(milliseconds: 1_700_000_000_000)

    private static func at(_ seconds: Double) -> Timestamp { start + .milliseconds(Int64(seconds * 1000)) }

    private static func book(_ modes: ModeName...) -> WaitBook {
        var book = WaitBook(at: start)
        book.begin((modes.isEmpty ? ["duel"] : modes).map { ($0, .seconds(600)) }, at: start)
        return book
    }

    private static func entry(
        _ id: String, at seconds: Double, players: Int = 1, rating: Double = 0, modes: [ModeName] = ["duel"]
    ) -> WaitBook.Entry {
        WaitBook.Entry(
            ticketID: TicketID(id), players: players, enqueuedAt: at(seconds), modes: modes.map { ($0, rating) })
    }

    /// Tickets that come each two seconds and wait for as long as the quantiles of an exponential distribution have it, in an
    /// order that mixes long and short.
    private static func teach(
        _ book: inout WaitBook, mean: (Int) -> Double, count: Int = 600, mode: ModeName = "duel", players: Int = 1
    ) -> Double {
        var happenings: [(at: Double, isEnd: Bool, number: Int)] = []
        for number in 0..<count {
            let share = (Double(number * 37 % 100) + 0.5) / 100
            let came = Double(number) * 2
            happenings.append((came, false, number))
            happenings.append((came - mean(number) * logarithm(1 - share), true, number))
        }
        for (seconds, isEnd, number) in happenings.sorted(by: { ($0.at, $0.number) < ($1.at, $1.number) }) {
            let id = "\(mode)\(players)-\(number)"
            if isEnd {
                book.match(TicketID(id), in: mode, at: at(seconds))
            } else {
                book.arrive(entry(id, at: seconds, players: players, modes: [mode]), at: at(seconds))
            }
        }
        return happenings.map(\.at).max() ?? 0
    }

    private static func known(_ estimate: WaitEstimate?) throws -> WaitEstimate { try #require(estimate) }

    /// By its series, which is enough for what is needed here.
    private static func logarithm(_ value: Double) -> Double {
        let ratio = (value - 1) / (value + 1)
        var (term, sum) = (ratio, 0.0)
        for odd in stride(from: 1.0, to: 800, by: 2) {
            sum += term / odd
            term *= ratio * ratio
        }
        return 2 * sum
    }

    @Test("nobody is told anything before somebody has been matched")
    func beginning() {
        var book = Self.book()
        var told = [book.arrive(Self.entry("a", at: 0), at: Self.at(0)), book.estimate(for: "duel", at: Self.at(5))]
        #expect(told == [nil, nil])
        book.match("a", in: "duel", at: Self.at(5))
        told = [book.estimate(for: "duel", at: Self.at(5)), book.arrive(Self.entry("b", at: 6), at: Self.at(6))]
        #expect(!told.contains(nil))
    }

    @Test("what is told is the median and the middle of what was seen")
    func learning() throws {
        var book = Self.book()
        let end = Self.teach(&book, mean: { _ in 30 })
        let estimate = try Self.known(book.estimate(for: "duel", at: Self.at(end)))
        #expect((17...26).contains(estimate.seconds), "\(estimate)")
        #expect(estimate.low < 8 && estimate.high > 45 && estimate.high < 110, "\(estimate)")
    }

    @Test("those who still search count: the estimate grows before any of their waits ends")
    func stillSearching() throws {
        var book = Self.book()
        let end = Self.teach(&book, mean: { _ in 10 })
        let before = try Self.known(book.estimate(for: "duel", at: Self.at(end))).seconds
        // As many come as before, and nobody is matched any more.
        for number in 0..<300 {
            let seconds = end + Double(number) * 2
            book.arrive(Self.entry("w\(number)", at: seconds), at: Self.at(seconds))
        }
        let after = try Self.known(book.estimate(for: "duel", at: Self.at(end + 600))).seconds
        #expect(after > before * 3, "\(before) \(after)")
    }

    @Test("parties that wait longer are told so, and sizes that were never seen are like the mode")
    func sizes() throws {
        var book = Self.book()
        _ = Self.teach(&book, mean: { _ in 5 }, players: 1)
        let end = Self.teach(&book, mean: { _ in 50 }, players: 2)
        let now = Self.at(end + 1)
        let alone = try Self.known(book.arrive(Self.entry("a", at: end + 1), at: now))
        let pair = try Self.known(book.arrive(Self.entry("b", at: end + 1, players: 2), at: now))
        let three = try Self.known(book.arrive(Self.entry("c", at: end + 1, players: 3), at: now))
        #expect(pair.seconds > alone.seconds * 3, "\(alone) \(pair)")
        #expect(alone.seconds < three.seconds && three.seconds < pair.seconds)
        let kinds = book.estimates(for: "duel", at: now)
        #expect(Set(kinds.map(\.players)).isSuperset(of: [1, 2]) && !kinds.contains { $0.players == 3 })
    }

    @Test("who searches in two modes is told of both: sooner than in either")
    func severalModes() throws {
        var book = Self.book("duel", "duo")
        let end = Self.teach(&book, mean: { _ in 30 }, mode: "duel")
        _ = Self.teach(&book, mean: { _ in 30 }, mode: "duo")
        let now = Self.at(end + 1)
        let one = try Self.known(book.arrive(Self.entry("a", at: end + 1, modes: ["duel"]), at: now)).seconds
        let both = try Self.known(book.arrive(Self.entry("b", at: end + 1, modes: ["duel", "duo"]), at: now)).seconds
        #expect(both < one * 0.7, "\(both) \(one)")
    }

    @Test(
        "a ticket that comes back is told of what is left, counted from its enqueueing; nothing lasts beyond the mode's time"
    )
    func resuming() throws {
        var book = Self.book()
        let end = Self.teach(&book, mean: { _ in 30 })
        let now = Self.at(end + 100)
        book.resume(Self.entry("old", at: end), at: now)
        let told = try #require(book.told("old"))
        #expect(told.low >= 100 && told.seconds > 100 && told.high <= 600)
        book.leave("old", isOver: false, at: now)
        #expect(book.told("old") == nil)
    }

    @Test("what was known is kept over a new beginning with the same modes; a median is enough to begin with")
    func beginningAnew() throws {
        var book = Self.book()
        let end = Self.teach(&book, mean: { _ in 30 })
        let before = try Self.known(book.estimate(for: "duel", at: Self.at(end)))
        book.begin([("duel", .seconds(600)), ("duo", .seconds(600))], at: Self.at(end))
        var after = [book.estimate(for: "duel", at: Self.at(end))]
        book.begin("duel", from: 300)
        after += [book.estimate(for: "duel", at: Self.at(end)), book.estimate(for: "duo", at: Self.at(end))]
        #expect(after == [before, before, nil])
        book.begin("duo", from: 40)
        let taken = try Self.known(book.estimate(for: "duo", at: Self.at(end))).seconds
        #expect((20...60).contains(taken), "\(taken)")
    }

    @Test("brackets follow the ratings that come: a tenth, a quarter, a half, three quarters, nine tenths")
    func brackets() {
        var brackets = RatingBrackets()
        #expect(brackets.bracket(of: 7) == 2)
        for number in 0..<256 { brackets.note(Double(number * 37 % 256)) }
        #expect(brackets.bounds == [25, 64, 128, 192, 230])
        #expect(brackets.bracket(of: 0) == 0 && brackets.bracket(of: 25) == 1 && brackets.bracket(of: 1000) == 5)
        for _ in 0..<300 { brackets.note(9) }
        #expect(brackets.bracket(of: 9) == 5 && brackets.range(of: 3) == nil)
    }

    @Test("misses come as often as they may, whatever the intervals are worth")
    func correction() {
        var correction = IntervalCorrection()
        var misses = 0
        for number in 0..<5000 {
            // A curve that is far too sure of itself: what it calls the middle 80 % holds for less than half.
            let held = (Double(number * 61 % 100) + 0.5) / 100 < (1 - correction.outside) * 0.9
            if !held { misses += 1 }
            correction.note(missed: !held)
        }
        #expect(abs(Double(misses) / 5000 - 0.2) < 1.2 / (5000 * IntervalCorrection.step))
    }
}

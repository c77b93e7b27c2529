import Contracts

extension Samples {
    static let leaderboard = Leaderboard(
        mode: "duel", season: "autumn",
        entries: [.init(rank: 7, playerID: player, username: "ann", rating: 3.5, matches: 4)], next: "1.400c.p1",
        isKnown: true)

    static let ratings: [Sample] = [
        Sample(ListRatings.name, ListRatings(playerID: player)),
        Sample(
            ListRatings.name + ".reply",
            ListRatings.Reply.success([
                .init(playerID: player, mode: "duel", mu: 27.5, sigma: 8, rating: 3.5, matches: 4)
            ])),
        Sample(ListMatches.name, ListMatches(playerID: player, limit: 20, before: match)),
        Sample(ListMatches.name + ".reply", ListMatches.Reply.success(.init(matches: [rated], next: match))),
        Sample(
            GetLeaderboard.name,
            GetLeaderboard(mode: "duel", season: "autumn", limit: 20, after: "1.400c.p1", around: player)),
        Sample(
            GetLeaderboard.name + ".reply",
            GetLeaderboard.Reply.success(leaderboard)),
        Sample(StartSeason.name, StartSeason(season: "autumn")),
        Sample(
            StartSeason.name + ".reply",
            StartSeason.Reply.success(
                SeasonStarted(season: "autumn", number: 2, startedAt: moment.rfc3339, previous: "summer"))),
        Sample(
            MeasureCalibration.name, MeasureCalibration(mode: "duel", season: "autumn", bins: 10, after: match)),
        Sample(
            MeasureCalibration.name + ".reply",
            MeasureCalibration.Reply.success(
                .init(
                    matches: 3, bins: [.init(count: 2, predicted: 1.25, won: 1.5)], squares: 0.375, next: match))),
    ]
}

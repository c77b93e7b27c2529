import Contracts

extension Samples {
    static let blocks: [Sample] = [
        Sample(
            CloseMatch.name + ".rated",
            CloseMatch(
                commandID: "c5", matchID: match, ending: .completed, matchData: "{}",
                ratings: [.init(playerID: player, mode: "duel", mu: 27.5, sigma: 8, rating: 3.5, matches: 4)],
                ratedAt: moment)),
        Sample(ListBlocks.name, ListBlocks(playerID: player)),
        Sample(ListBlocks.name + ".reply", [PlayerID("p2")]),
        Sample(BlockPlayer.name, BlockPlayer(playerID: player, blockedID: "p2")),
        Sample(BlockPlayer.name + ".reply", BlockPlayer.Reply.success(["p2"])),
        Sample(UnblockPlayer.name, UnblockPlayer(playerID: player, blockedID: "p2")),
        Sample(UnblockPlayer.name + ".reply", UnblockPlayer.Reply.refused(Refusal(.notFound))),
        Sample(RereadPlayer.name, RereadPlayer(commandID: "c7", playerID: player)),
        Sample(RereadPlayer.name + ".reply", RereadPlayer.Reply.success(Done())),
    ]
}

import ServiceKit

/// What results reads from its environment.
enum ResultsSettings {
    static let database = DatabaseSettings(service: "results")
    static let inboxPrefetch = Setting(
        "MUSTER_RESULTS_INBOX_PREFETCH", .integer(1...1000), default: 64,
        help: "Messages of the inbox in work at once.")

    static let all: [any SettingDeclaration] = database.all + [BrokerSettings.url, inboxPrefetch]
}

import HostPoolCore
import Logging
import Messaging
import Redis
import ServiceKit
import ServiceLifecycle

/// `muster-hosts`: streaming hosts and who has claimed them.
public enum HostsProgram: ServiceProgram {
    public static let name = "hosts"
    public static let summary = "streaming hosts and their reservations; any number of replicas over one Redis a region"
    public static var settings: [any SettingDeclaration] { HostsSettings.all }

    public static func services(_ context: ProgramContext) async throws -> [any Service] {
        let values = context.settings
        let rules = HostsSettings.rules(values)
        var broker = values[BrokerSettings.url]
        broker.name = context.instance

        let redis = RedisClient(values[HostsSettings.redis])
        let store = HostStore(redis, rules: rules)
        let handlers = HostsHandlers(
            store: store, rules: rules, iceServers: HostsSettings.iceServers(values),
            signalingURL: values[HostsSettings.signalingURL], logger: context.logger)
        let server = RPCServer(broker, service: .hosts, handlers: handlers.rpc)
        RedisService.register(redis, in: context.readiness)
        context.readiness.register("broker") {
            guard server.isConnected else { throw NotReady("the broker can't be reached") }
        }
        return [RedisService(client: redis), Sweeper(store: store, logger: context.logger), server]
    }
}

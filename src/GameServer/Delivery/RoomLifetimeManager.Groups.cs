using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Delivery;

internal sealed partial class RoomLifetimeManager
{
    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        node.PublishAsync(groupName, methodName, Data(args)).WaitAsync(cancellationToken);

    public override Task SendGroupsAsync(
        IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        PublishAllAsync(groupNames, methodName, args, cancellationToken);

    public override Task SendGroupExceptAsync(
        string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        node.PublishAsync(groupName, methodName, Data(args), Audience.Except(PlayersOf(excludedConnectionIds))).WaitAsync(cancellationToken);

    /// <summary>To a player's personal room.</summary>
    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        node.PublishAsync(userId, methodName, Data(args)).WaitAsync(cancellationToken);

    public override Task SendUsersAsync(
        IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        PublishAllAsync(userIds, methodName, args, cancellationToken);

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) => throw NoAll();

    public override Task SendAllExceptAsync(
        string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) => throw NoAll();

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => throw NoMembership();

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => throw NoMembership();

    private Task PublishAllAsync(IReadOnlyList<string> rooms, string type, object?[] args, CancellationToken cancel)
    {
        var data = Data(args);
        return Task.WhenAll(rooms.Distinct(StringComparer.Ordinal).Select(room => node.PublishAsync(room, type, data))).WaitAsync(cancel);
    }

    private IEnumerable<string> PlayersOf(IReadOnlyList<string> connectionIds) =>
        connectionIds.Select(id => _clients.TryGetValue(id, out var client) ? client.Session.PlayerId : null).OfType<string>();

    private static RawJson Data(object?[] args) => args switch
    {
        [] => default,
        [RawJson raw] => raw,
        [var data] => RawJson.From(data),
        _ => throw new ArgumentException($"An event carries one object as its data, and {args.Length} were given: put them into one record."),
    };

    private static NotSupportedException NoAll() => new(
        "There is no room that everybody is in: an event needs a room whose log keeps it. Send to Clients.Group(room) or Clients.User(playerId).");

    private static NotSupportedException NoMembership() => new(
        "A group is a room, and its members are those who joined it: a player enters with the call Join and goes with Leave.");
}

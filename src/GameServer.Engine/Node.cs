using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// The rooms, players and sessions of one server process: what a host calls. Every method may be called from any thread;
/// none throws for what a client sent, and a refusal is a value.
/// </summary>
public sealed partial class Node : IAsyncDisposable
{
    /// <summary>Opens the journal; the first call.</summary>
    /// <exception cref="JournalException">The journal cannot be opened; the message is a sentence for the operator.</exception>
    public ValueTask<JournalOpening> StartAsync(CancellationToken cancel = default) => throw new NotSupportedException();

    /// <summary>A new connection, before its <c>Hello</c>.</summary>
    public Session Open(IConnection connection) => throw new NotSupportedException();

    /// <summary>The connection is gone; its player is not.</summary>
    public void Closed(Session session) => throw new NotSupportedException();

    public Task<Welcome> HelloAsync(Session session, HelloRequest request) => throw new NotSupportedException();
    public Task<Joined> JoinAsync(Session session, JoinRequest request) => throw new NotSupportedException();
    public Task<Joined> PlayAsync(Session session, PlayRequest request) => throw new NotSupportedException();
    public Task<Joined> CreateAsync(Session session, CreateRequest request) => throw new NotSupportedException();

    /// <summary>A move. It is posted to its room before this returns, so entry order holds; the task is its ack, as it travels.</summary>
    public Task<RawJson> SendAsync(Session session, SendRequest request) => throw new NotSupportedException();

    public Task<Answer> SnapshotAsync(Session session, RoomRequest request) => throw new NotSupportedException();
    public Task<Answer> LeaveAsync(Session session, RoomRequest request) => throw new NotSupportedException();
    public RoomList Rooms(Session session, RoomsRequest request) => throw new NotSupportedException();
    public void Seen(Session session, SeenRequest request) => throw new NotSupportedException();
    public void Visible(Session session, VisibleRequest request) => throw new NotSupportedException();

    /// <summary>Bytes arrived on the connection: it is alive.</summary>
    public void Heard(Session session) => throw new NotSupportedException();

    /// <summary>A malformed call; the fifth in a minute closes the connection.</summary>
    public void Malformed(Session session) => throw new NotSupportedException();

    /// <summary>
    /// Publishes an event from outside any game (SignalR's <c>IHubContext</c>): through the room's log, complete when durable.
    /// A player's id names the personal room. Where there is no such room nothing happens.
    /// </summary>
    public Task PublishAsync(string room, string type, RawJson data, Audience? audience = null) => throw new NotSupportedException();

    /// <summary>Since when the journal cannot write; null while it can.</summary>
    public TimeSpan? JournalDownFor => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

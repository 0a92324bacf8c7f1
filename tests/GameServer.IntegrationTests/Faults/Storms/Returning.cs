using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Faults;

/// <summary>A member of one room that counts what it gets, and comes back when told, as often as it is turned away.</summary>
internal sealed class Returning(int seed, int missed) : IAsyncDisposable
{
    private readonly Random _chance = new(seed);
    private WireClient _wire = null!;
    private string _token = "";
    private Cursor _cursor = null!;
    private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Room { get; private set; } = "";

    public int Got { get; private set; }

    /// <summary>Comes for the first time.</summary>
    public async Task ConnectAsync(Uri server)
    {
        var (welcome, _) = await HelloAsync(server, new HelloRequest { Protocol = Protocol.Wire.Version });
        _token = welcome.Token!;
    }

    /// <summary>Enters a room, or opens one.</summary>
    public async Task EnterAsync(string? room)
    {
        var joined = await _wire.CallAsync<Joined>(room is null ? HubMethods.Create : HubMethods.Join, room is null ? new CreateRequest("relay") : new JoinRequest(room));
        (Room, _cursor) = (joined.Room!, new Cursor(joined.Epoch!, joined.Head!.Value));
    }

    public void Drop() => _wire.Reset();

    /// <summary>How often it was turned away.</summary>
    public async Task<int> ReturnAsync(Uri server, bool failsOnce)
    {
        if (failsOnce) await FailAsync(server);
        var (welcome, refused) = await HelloAsync(server, new HelloRequest { Protocol = Protocol.Wire.Version, Token = _token, TakeOver = true, Join = [new JoinRequest(Room, _cursor)] });
        for (var joined = welcome.Joined![0]; !joined.Ok; joined = await _wire.CallAsync<Joined>(HubMethods.Join, new JoinRequest(Room, _cursor)))
            await Task.Delay(TimeSpan.FromMilliseconds(joined.RetryAfterMs ?? 500), TimeProvider.System); // a room that is busy is asked again
        await _whole.Task.WaitAsync(FaultRun.Patience);
        return refused;
    }

    private static async Task FailAsync(Uri server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port);
    }

    private async Task<(Welcome Welcome, int Refused)> HelloAsync(Uri server, HelloRequest hello)
    {
        for (var refused = 0; ; refused++)
        {
            try
            {
                Got = 0;
                _wire = await WireClient.ConnectAsync(server);
                _wire.Captures = false;
                _wire.Heard = Hear;
                var welcome = await _wire.CallAsync<Welcome>(HubMethods.Hello, hello);
                if (welcome.Ok) return (welcome, refused);
                await _wire.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(welcome.RetryAfterMs ?? 500), TimeProvider.System);
            }
            catch (Exception e) when (e is IOException || e is WebSocketException && e.Message.Contains("503", StringComparison.Ordinal))
            {
                // Turned away at the door, or not welcomed in the time a connection has for it.
                await Task.Delay(TimeSpan.FromMilliseconds(_chance.Next(1_000, 6_000)), TimeProvider.System); // as Retry-After spreads them
            }
        }
    }

    private void Hear(string name, JsonElement[] arguments)
    {
        if (name != ClientMethods.Events || arguments[0].GetString() != Room) return;
        foreach (var entry in arguments[3].EnumerateArray())
        {
            if (entry.TryGetProperty("type", out var type) && type.GetString() == "fill") Got++;
        }
        if (Got >= missed) _whole.TrySetResult();
    }

    public async ValueTask DisposeAsync() => await _wire.DisposeAsync();
}

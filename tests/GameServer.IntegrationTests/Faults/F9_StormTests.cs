using System.Net.WebSockets;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>F9: everybody loses the connection at once, misses something, and comes back at once.</summary>
[Collection(FaultCollection.Name)]
public sealed class F9_StormTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Missed = 100, PerRoom = 4;

    /// <summary>The rate at which connections are let in; beyond it they are told to come again.</summary>
    private const int Admitted = 500;

    private static readonly int Clients = Figures.Count(2_000, 10_000);

    [Fact, Trait("rule", "FLT-5"), Trait("rule", "CON-1"), Trait("cost", "heavy")]
    public Task F9_A_storm_of_returning_clients_is_let_in_at_the_set_rate_and_nobody_misses_anything() => FaultRun.OfAsync(nameof(F9_A_storm_of_returning_clients_is_let_in_at_the_set_rate_and_nobody_misses_anything), async run =>
    {
        await using var server = await LocalServer.StartAsync(("Limits:HandshakesPerSecond", $"{Admitted}"), ("Limits:MaxRooms", "100000"));
        var crowd = new List<Returning>();
        var rooms = new List<string>();
        for (var i = 0; i < Clients; i++)
        {
            var member = await Returning.EnterAsync(server.Address, i % PerRoom == 0 ? null : rooms[^1], run.Seed + i);
            if (i % PerRoom == 0) rooms.Add(member.Room);
            crowd.Add(member);
        }
        var (undisturbed, _) = await MeasuredRoom.OpenAsync(server.Address, 4);
        using var over = new CancellationTokenSource();
        var writing = undisturbed.Members[0].WriteAsync(20, "", over.Token);

        foreach (var member in crowd) member.Drop();
        foreach (var chunk in rooms.Chunk(50)) await Task.WhenAll(chunk.Select(room => server.Node.FillAsync(room, Missed)));
        undisturbed.Begin();
        var began = TimeProvider.System.GetTimestamp();
        var refused = await Task.WhenAll(crowd.Select((member, i) => member.ReturnAsync(server.Address, failsOnce: i % 2 == 0)));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var p99 = undisturbed.P99();
        await over.CancelAsync();
        await writing;

        output.WriteLine($"{Clients} clients live after {seconds:0.0} s, {refused.Sum()} turned away at the door, p99 of an undisturbed room {p99:0} ms");
        Figures.Write("storm", new { Clients, Rooms = rooms.Count, TurnedAway = refused.Sum(), LiveAfterSeconds = Math.Round(seconds, 1), UndisturbedP99Ms = Math.Round(p99) });
        crowd.Should().OnlyContain(member => member.Got == Missed && member.Resume == "replay", "each gets exactly what it missed");
        refused.Sum().Should().BePositive("more came than are let in");
        foreach (var member in crowd) await member.DisposeAsync();
        await undisturbed.DisposeAsync();
    });

    /// <summary>A member of one room that counts what it gets, and comes back when told, as often as it is turned away.</summary>
    private sealed class Returning(int seed) : IAsyncDisposable
    {
        private readonly Random _chance = new(seed);
        private WireClient _wire = null!;
        private string _token = "";
        private Cursor _cursor = null!;
        private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Room { get; private set; } = "";

        public int Got { get; private set; }

        public string? Resume { get; private set; }

        public static async Task<Returning> EnterAsync(Uri server, string? room, int seed)
        {
            var member = new Returning(seed);
            var (welcome, _) = await member.HelloAsync(server, new HelloRequest { Protocol = Protocol.Wire.Version });
            member._token = welcome.Token!;
            var joined = await member._wire.CallAsync<Joined>(room is null ? HubMethods.Create : HubMethods.Join, room is null ? new CreateRequest("relay") : new JoinRequest(room));
            (member.Room, member._cursor) = (joined.Room!, new Cursor(joined.Epoch!, joined.Head!.Value));
            return member;
        }

        public void Drop() => _wire.Reset();

        /// <summary>How often it was turned away.</summary>
        public async Task<int> ReturnAsync(Uri server, bool failsOnce)
        {
            if (failsOnce) await FailAsync(server);
            var (welcome, refused) = await HelloAsync(server, new HelloRequest { Protocol = Protocol.Wire.Version, Token = _token, TakeOver = true, Join = [new JoinRequest(Room, _cursor)] });
            Resume = welcome.Joined![0].Resume;
            await _whole.Task.WaitAsync(FaultRun.Patience);
            return refused;
        }

        private async Task FailAsync(Uri server)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(server.Host, server.Port);
        }

        private async Task<(Welcome Welcome, int Refused)> HelloAsync(Uri server, HelloRequest hello)
        {
            for (var refused = 0; ; refused++)
            {
                try
                {
                    _wire = await WireClient.ConnectAsync(server);
                    _wire.Captures = false;
                    _wire.Heard = Hear;
                    return (await _wire.CallAsync<Welcome>(HubMethods.Hello, hello), refused);
                }
                catch (WebSocketException turnedAway) when (turnedAway.Message.Contains("503", StringComparison.Ordinal))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(_chance.Next(500, 1_500)), TimeProvider.System); // Retry-After says a second
                }
            }
        }

        private void Hear(string name, System.Text.Json.JsonElement[] arguments)
        {
            if (name != ClientMethods.Events || arguments[0].GetString() != Room) return;
            foreach (var entry in arguments[3].EnumerateArray())
            {
                if (entry.TryGetProperty("type", out var type) && type.GetString() == "fill") Got++;
            }
            if (Got >= Missed) _whole.TrySetResult();
        }

        public async ValueTask DisposeAsync() => await _wire.DisposeAsync();
    }
}

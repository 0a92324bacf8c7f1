using System.Net;
using System.Net.Sockets;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F21_NewAddressTests
{
    private const int Moves = 10, Missed = 3_000;

    [Fact, Trait("rule", "CON-1"), Trait("rule", "PRV-4")]
    public Task F21_A_client_whose_address_changes_in_mid_replay_is_the_same_player_and_goes_on_at_its_cursor() => FaultRun.OfAsync(nameof(F21_A_client_whose_address_changes_in_mid_replay_is_the_same_player_and_goes_on_at_its_cursor), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        var bob = await world.EnterAsync("bob");
        var roaming = new Roaming();
        world.Options = options => options with { Url = world.Local.Address, Connect = roaming.ConnectAsync };
        var ann = await world.EnterAsync("ann");

        roaming.IsAway = true;
        roaming.Cut();
        await world.Local.Node.FillAsync(world.Room, Missed, padding: 100);
        roaming.IsAway = false;
        for (var i = 0; i < Moves; i++)
        {
            await run.History.WelcomedAfter("ann", i + 1).WaitAsync(FaultRun.Patience);
            roaming.Cut(); // and back from the next address, in the middle of what it missed
            run.History.Fault("address", who: "ann");
        }
        await run.History.WelcomedAfter("ann", Moves + 1).WaitAsync(FaultRun.Patience);
        await bob.MoveAsync().WaitAsync(FaultRun.Patience);
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold();
        roaming.Addresses.Should().HaveCountGreaterThan(Moves);
        run.History.Of(LineKind.Joined).Where(l => l.Who == "ann").Skip(1).Should().OnlyContain(l => l.Reason == "replay");
        run.History.Of(LineKind.Commit).Should().NotContain(l => l.Note == "left", "the token is the player, the address is not");
    });

    /// <summary>Every connection comes from another address of the loopback network.</summary>
    private sealed class Roaming
    {
        private Socket? _newest;

        public volatile bool IsAway;

        public HashSet<IPAddress> Addresses { get; } = [];

        public void Cut()
        {
            var socket = _newest!;
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }

        public async ValueTask<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancel)
        {
            if (IsAway) throw new SocketException((int)SocketError.NetworkUnreachable);
            var own = new IPAddress([127, 0, 0, (byte)(2 + Addresses.Count)]);
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(own, 0));
            await socket.ConnectAsync(server, cancel);
            Addresses.Add(own);
            _newest = socket;
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}

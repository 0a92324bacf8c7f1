using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>F9: everybody loses the connection at once, misses something, and comes back at once.</summary>
[Collection(FaultCollection.Name)]
public sealed class F9_StormTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Missed = 100;

    private static readonly int Clients = Figures.Count(2_000, 5_000);

    /// <summary>The rate at which connections are let in; beyond it they are told to come again. Two cores that the clients use too bear so many.</summary>
    private static readonly int Admitted = Figures.Count(200, 500);

    /// <summary>So long the last may take who is told to come again, beside the time that the rate asks for; seconds.</summary>
    private const double LastWait = 6;

    /// <summary>What an undisturbed room may notice, in milliseconds.</summary>
    private const double MostMs = 250;

    /// <summary>A busy machine is judged by how all came in at first, which is the same storm without anything missed.</summary>
    private const double MostTimesAsLong = 2, MostTimesAsLate = 4;

    [Fact, Trait("rule", "FLT-5"), Trait("rule", "CON-1"), Trait("cost", "heavy")]
    public Task F9_A_storm_of_returning_clients_is_let_in_at_the_set_rate_and_nobody_misses_anything() => FaultRun.OfAsync(nameof(F9_A_storm_of_returning_clients_is_let_in_at_the_set_rate_and_nobody_misses_anything), async run =>
    {
        await using var server = await LocalServer.StartAsync(
            ("Limits:HandshakesPerSecond", $"{Admitted}"), ("Limits:MaxRooms", "100000"), ("Net:SilenceSeconds", "90"));
        var (undisturbed, _) = await MeasuredRoom.OpenAsync(server.Address, 4);
        using var over = new CancellationTokenSource();
        var writing = undisturbed.Members[0].WriteAsync(20, "", over.Token);

        using var crowd = new CrowdProcess(server.Address, Clients, Missed);
        var (enteredIn, rooms) = await crowd.EnteredAsync();
        var p99Entering = undisturbed.P99();
        var before = await EventsAsync(server);
        foreach (var chunk in rooms.Chunk(50)) await Task.WhenAll(chunk.Select(room => server.Node.FillAsync(room, Missed)));

        undisturbed.Begin();
        var (seconds, refused) = await crowd.ReturnAsync();
        var p99 = undisturbed.P99();
        await over.CancelAsync();
        await writing;
        var after = await EventsAsync(server);

        output.WriteLine($"{Clients} clients entered in {enteredIn:0.0} s and were live again after {seconds:0.0} s, {refused} turned away at the door, p99 of an undisturbed room {p99Entering:0} and {p99:0} ms");
        Figures.Write("storm", new { Clients, Rooms = rooms.Count, TurnedAway = refused, LiveAfterSeconds = Math.Round(seconds, 1), UndisturbedP99Ms = Math.Round(p99) });
        refused.Should().BePositive("more came than are let in");
        seconds.Should().BeGreaterThanOrEqualTo((double)(Clients - Admitted) / Admitted, "no more are let in than the rate says");
        seconds.Should().BeLessThan(Math.Max((double)Clients / Admitted + LastWait, MostTimesAsLong * enteredIn));
        p99.Should().BeLessThan(Math.Max(MostMs, MostTimesAsLate * p99Entering));
        (after.Delivered - before.Delivered).Should().BeGreaterThanOrEqualTo(Clients * Missed);
        (after.Appended - before.Appended).Should().BeLessThan(Clients * Missed / 2, "an event is encoded where it is appended, once for its whole room");
        await undisturbed.DisposeAsync();
    });

    private static async Task<(double Appended, double Delivered)> EventsAsync(LocalServer server) =>
        (await server.FigureAsync("game_events_appended_total"), await server.FigureAsync("game_events_delivered_total"));
}

using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Host;

/// <summary>Players who speak MessagePack beside players who speak JSON: one room, one history.</summary>
public sealed class MessagePackTests
{
    private static readonly int[] WholeGame = [0, 3, 1, 4, 2];

    [Fact, Trait("rule", "DLV-1"), Trait("rule", "MOV-2")]
    public async Task A_whole_game_is_the_same_in_either_protocol()
    {
        await using var server = await RunningServer.StartAsync(("Net:BinaryProtocol", "messagepack"));
        await using var ann = await ConnectAsync(server, "Ann", isPacked: true);
        await using var bea = await ConnectAsync(server, "Bea", isPacked: false);
        await using var cem = await ConnectAsync(server, "Cem", isPacked: true);
        var anns = await ann.PlayAsync("tictactoe");
        var beas = await bea.PlayAsync("tictactoe");
        var cems = await cem.JoinAsync(anns.Code, spectate: true);

        foreach (var (cell, i) in WholeGame.Select((cell, i) => (cell, i)))
        {
            var ack = await (i % 2 == 0 ? anns : beas).SendAsync("place", cell).WaitAsync(RunningServer.Patience);
            ack.Ok.Should().BeTrue(ack.Reason);
        }

        var histories = new List<string[]>();
        foreach (var room in new[] { anns, beas, cems }) histories.Add(await UntilEndedAsync(room));
        histories[1].Should().Contain(line => line.Contains("placed {\"seat\":0,\"cell\":2}", StringComparison.Ordinal));
        // Who came later saw less of the beginning.
        var common = histories.Min(history => history.Length);
        histories.Select(history => history[^common..]).Should().AllSatisfy(history => history.Should().Equal(histories[1][^common..]));
        (ann.Desyncs + bea.Desyncs + cem.Desyncs).Should().Be(0);
    }

    [Fact, Trait("rule", "SNP-1")]
    public async Task A_snapshot_holds_the_same_in_either_protocol()
    {
        await using var server = await RunningServer.StartAsync(("Net:BinaryProtocol", "messagepack"));
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"tictactoe"}""")).GetProperty("room").GetString();
        await using var bea = await server.WelcomedAsync("Bea");
        await using var cem = await server.WelcomedAsync("Bea", isPacked: true);
        string join = $$"""{"room":"{{room}}","spectate":true}""";

        var (plain, packed) = (await bea.CallAsync("Join", join), await cem.CallAsync("Join", join));

        packed.GetProperty("snapshot").GetProperty("state").GetProperty("state").GetRawText()
            .Should().Be(plain.GetProperty("snapshot").GetProperty("state").GetProperty("state").GetRawText());
    }

    [Fact]
    public async Task A_client_that_asks_for_it_in_vain_is_spoken_to_in_JSON()
    {
        await using var server = await RunningServer.StartAsync();

        await using var ann = await ConnectAsync(server, "Ann", isPacked: true);

        ann.Name.Should().Be("Ann");
    }

    [Fact]
    public async Task A_message_that_fits_as_JSON_fits_although_its_fractions_are_longer()
    {
        await using var server = await RunningServer.StartAsync(("Net:BinaryProtocol", "messagepack"));
        await using var ann = await server.WelcomedAsync("Ann", isPacked: true);
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString();
        var fractions = string.Join(',', Enumerable.Repeat("0.1", 1_950));

        var ack = await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["wave",[{{fractions}}]]}""");

        ack.GetProperty("ok").GetBoolean().Should().BeTrue("{0} bytes are less than 8,192", fractions.Length);
    }

    [Fact]
    public async Task Half_of_a_character_is_refused_where_it_stands_and_no_packed_member_falls_silent()
    {
        await using var server = await RunningServer.StartAsync(("Net:BinaryProtocol", "messagepack"));
        await using var ann = await server.WelcomedAsync("Ann");
        await using var bea = await server.WelcomedAsync("Bea", isPacked: true);
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString();
        await bea.CallAsync("Join", $$"""{"room":"{{room}}"}""");

        foreach (var half in new[] { "\"\\ud800\"", "{\"\\udfff\":1}" })
        {
            var refused = await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["wave",{{half}}]}""");
            refused.GetProperty("reason").GetString().Should().Be("bad_request");
        }
        var ack = await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["wave","\ud83c\udfb2"]}""");

        ack.GetProperty("ok").GetBoolean().Should().BeTrue("the number was not used up");
        (await bea.EventAsync(room!, "wave")).GetProperty("data").GetString().Should().Be("🎲");
    }

    private static async Task<string[]> UntilEndedAsync(GameRoom room)
    {
        var history = new List<string>();
        using var net = new CancellationTokenSource(RunningServer.Patience);
        await foreach (var item in room.ReadAsync(net.Token))
        {
            if (item is not RoomItem.Event e) continue;
            history.Add($"{e.Seq} {e.Type} {e.Data} {e.From}");
            if (e.Type == "ended") break;
        }
        return [.. history];
    }

    private static async Task<GameClient> ConnectAsync(RunningServer server, string name, bool isPacked)
    {
        var client = new GameClient(new GameClientOptions { Url = server.Address, Name = name, MessagePack = isPacked });
        await client.ConnectAsync().WaitAsync(RunningServer.Patience);
        return client;
    }
}

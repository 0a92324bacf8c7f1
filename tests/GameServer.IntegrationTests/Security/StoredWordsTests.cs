using System.Text;
using System.Text.Json;
using GameServer.IntegrationTests.Host;

namespace GameServer.IntegrationTests.Security;

/// <summary>What clients say is stored as words and never understood as anything else.</summary>
public sealed class StoredWordsTests
{
    private static readonly string[] Injections =
    [
        "'; DROP TABLE player; --", "\" OR \"\"=\"", "' OR 1=1 --", "1; DELETE FROM room", "x' UNION SELECT token FROM player --", "\\'; VACUUM; --",
        "%27%20OR%201=1", "'||(SELECT name FROM sqlite_master)||'", "$1", "@p0", "?1", ":a", "[room]", "`room`", "/* */ --", "\u0000'; DROP TABLE room;--",
        "'); ATTACH DATABASE 'x' AS y; --", "' AND 1=(SELECT COUNT(*) FROM room) --", "NULL", "'';!--\"<XSS>=&{()}",
    ];

    [Fact]
    public async Task SQL_in_names_rooms_moves_and_tokens_stays_text()
    {
        await using var server = await RunningServer.StartAsync(
            ("Journal", "sqlite"), ("Limits:NameGraphemes", "64"), ("Limits:ConnectsPerSecondPerAddress", "1000"), ("Limits:BadTokensPerMinute", "1000"),
            ("Limits:FailedJoinsPerMinute", "1000"));
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;

        for (var i = 0; i < Injections.Length; i++)
        {
            var quoted = JsonSerializer.Serialize(Injections[i]);
            await using var eve = await server.OpenAsync();
            (await eve.HelloAsync($$"""{"protocol":1,"token":{{quoted}} }""")).GetProperty("ok").GetBoolean().Should().BeFalse();
            (await eve.HelloAsync($$"""{"protocol":1,"name":{{quoted}} }""")).GetProperty("ok").GetBoolean().Should().BeTrue();
            (await eve.CallAsync("Join", $$"""{"room":{{quoted}},"cursor":{"epoch":{{quoted}},"seq":0} }""")).GetProperty("ok").GetBoolean().Should().BeFalse();
            (await eve.CallAsync("Join", $$"""{"room":"{{room}}","cursor":{"epoch":{{quoted}},"seq":0} }""")).GetProperty("ok").GetBoolean().Should().BeTrue();
            (await eve.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["said",{{quoted}}]}""")).GetProperty("ok").GetBoolean().Should().BeTrue();
            (await ann.EventAsync(room, "said")).GetProperty("data").GetString().Should().Be(Injections[i]);
            (await eve.CallAsync("Send", $$"""{"room":"{{room}}","n":2,"move":{{quoted}},"args":[]}""")).GetProperty("ok").GetBoolean().Should().BeFalse();
        }
    }

    [Fact]
    public async Task What_is_on_the_disk_tells_nobodys_token()
    {
        await using var server = await ServerProcess.StartAsync(
            "--GameServer:Limits:ConnectsPerSecondPerAddress", "100000", "--GameServer:Limits:HandshakesPerSecond", "100000", "--GameServer:Limits:ConnectionsPerAddress", "100000");
        var tokens = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            await using var player = await RawConnection.OpenAsync(server.Hub);
            await player.HelloAsync();
            tokens.Add(player.Token);
        }
        server.Terminate();
        await server.ExitAsync();

        var dump = Directory.GetFiles(Path.Combine(server.Folder, "data")).Select(File.ReadAllBytes).SelectMany(bytes => bytes).ToArray();
        dump.Length.Should().BeGreaterThan(tokens.Count * 32, "the players are in there");
        foreach (var token in tokens)
        {
            dump.AsSpan().IndexOf(Encoding.ASCII.GetBytes(token)).Should().Be(-1);
            dump.AsSpan().IndexOf(System.Buffers.Text.Base64Url.DecodeFromChars(token)).Should().Be(-1, "nor the bytes it stands for");
        }
    }
}

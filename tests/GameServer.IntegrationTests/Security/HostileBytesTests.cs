using System.Text;
using GameServer.Operations;

namespace GameServer.IntegrationTests.Security;

/// <summary>Bytes that no client of ours would send.</summary>
public sealed class HostileBytesTests
{
    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 }, "an overlong zero")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "half a surrogate pair")]
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 }, "beyond Unicode")]
    [InlineData(new byte[] { 0xE2, 0x82 }, "cut off in its middle")]
    public async Task Text_that_is_no_UTF8_ends_the_connection_before_anything_of_it_is_read(byte[] bad, string because)
    {
        await using var server = await RunningServer.StartAsync();
        using var eve = await RawSocket.UpgradeAsync(server.Address);
        await eve.SendFrameAsync([.. "{\"protocol\":\"json\",\"version\":1}\u001e"u8]);

        await eve.SendFrameAsync([.. "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Hello\",\"arguments\":[{\"protocol\":1,\"name\":\""u8, .. bad, .. "\"}]}\u001e"u8]);

        var answer = Encoding.Latin1.GetString(await eve.ReadToEndAsync());
        answer.Should().NotContain("playerId", because);
    }

    [Theory]
    [InlineData("""["x",{"a":1e999}]""", "infinity")]
    [InlineData("""["x",9007199254740993]""", "2^53 + 1")]
    [InlineData("""["x",-9007199254740993]""", "-(2^53 + 1)")]
    [InlineData("""["x",[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]""", "17 deep")]
    [InlineData("""["x",NaN]""", "no number")]
    [InlineData("""["x","\ud800"]""", "half of a character")]
    [InlineData("""["x",{"\udfff":1}]""", "half of a character in a name")]
    public async Task What_a_client_could_not_hold_reaches_no_game(string arguments, string because)
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString();

        await ann.TellAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":{{arguments}}}""");

        // Either the call alone was refused, or, where the text is no JSON at all, the connection is over.
        var first = await Task.WhenAny(ann.Closed, ann.CompleteAsync("Ping", """{"t":1}"""));
        if (first == ann.Closed || first.IsFaulted) return;
        (await ann.CallAsync("Join", $$"""{"room":"{{room}}"}""")).GetProperty("head").GetInt64().Should().Be(1, because + " made no event after the joining");
    }

    [Fact]
    public async Task A_line_feed_in_a_chunks_extension_smuggles_no_second_request()
    {
        await using var server = await RunningServer.StartAsync();
        using var eve = await RawSocket.ConnectAsync(server.Address);

        await eve.SendAsync(
            $"POST /readyz HTTP/1.1\r\nHost: {server.Address.Authority}\r\nTransfer-Encoding: chunked\r\n\r\n" +
            $"2;\nxx\r\n45\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: {server.Address.Authority}\r\nX-Filling: 00\r\n\r\n\r\n0\r\n\r\n");

        var answers = Encoding.ASCII.GetString(await eve.ReadToEndAsync()).Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries);
        answers.Should().NotContain(answer => answer.StartsWith("200", StringComparison.Ordinal), "the second request stood inside the first one's body");
    }

    [Theory]
    [InlineData(".NET 10.0.12", true)]
    [InlineData(".NET 10.0.0", true)]
    [InlineData(".NET 10.0.0-rc.2.25502.107", true)]
    [InlineData(".NET 10.0.0-rc.1.25451.107", false)]
    [InlineData(".NET 10.0.0-preview.7.25380.108", false)]
    [InlineData(".NET 9.0.10", true)]
    [InlineData(".NET 9.0.9", false)]
    [InlineData(".NET 8.0.20", false)]
    [InlineData("unknown", false)]
    public void A_runtime_that_is_known_to_let_requests_be_smuggled_is_refused(string runtime, bool isSafe) =>
        (RuntimeFloor.Refusal(runtime) is null).Should().Be(isSafe);
}

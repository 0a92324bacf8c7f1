using System.Reflection;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Security;

/// <summary>The token alone says who acts: another's id in any argument of any call does nothing to that other.</summary>
public sealed class ActingAsAnotherTests
{
    // {id} is Ann's public id, {room} a private room of hers that Eve is not in.
    private static readonly (string Method, string Arguments, string[] Reasons)[] Tries =
    [
        (HubMethods.Hello, """{"protocol":1,"token":"{id}","takeOver":true}""", ["denied", "bad_request"]),
        (HubMethods.Join, """{"room":"{id}"}""", ["not_found"]),
        (HubMethods.Join, """{"room":"{id}","cursor":{"epoch":"{id}","seq":0},"spectate":true}""", ["not_found"]),
        (HubMethods.Play, """{"game":"{id}"}""", ["unknown_game"]),
        (HubMethods.Play, """{"game":"personal"}""", ["unknown_game"]),
        (HubMethods.Create, """{"game":"{id}","options":{"owner":"{id}"}}""", ["unknown_game"]),
        (HubMethods.Send, """{"room":"{room}","n":2,"move":"emit","args":["x"]}""", ["not_member"]),
        (HubMethods.Send, """{"room":"{id}","n":1,"move":"chat","args":["x"]}""", ["not_member"]),
        (HubMethods.Snapshot, """{"room":"{room}"}""", ["not_member"]),
        (HubMethods.Snapshot, """{"room":"{id}"}""", ["not_member"]),
        (HubMethods.Leave, """{"room":"{room}"}""", ["not_member"]),
        (HubMethods.Leave, """{"room":"{id}"}""", ["not_member"]),
        (HubMethods.Rooms, """{"game":"{id}"}""", []),
        (HubMethods.Ping, """{"t":1,"player":"{id}"}""", []),
        (HubMethods.Input, """{"room":"{room}","n":99,"data":{}}""", []),
        (HubMethods.Seen, """{"room":"{room}","seq":9007199254740991,"tick":9007199254740991}""", []),
        (HubMethods.Visible, """{"visible":false,"player":"{id}"}""", []),
    ];

    private static readonly string[] WithoutAnswer = [HubMethods.Input, HubMethods.Seen, HubMethods.Visible];

    [Fact, Trait("rule", "PRV-4")]
    public async Task Anothers_id_in_every_argument_of_every_call_acts_for_nobody_but_oneself()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        await using var eve = await server.WelcomedAsync("Eve");
        var room = (await ann.CallAsync("Create", """{"game":"relay","isPrivate":true}""")).GetProperty("room").GetString()!;
        (await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["before"]}""")).GetProperty("ok").GetBoolean().Should().BeTrue();

        foreach (var (method, template, reasons) in Tries)
        {
            var arguments = template.Replace("{id}", ann.PlayerId).Replace("{room}", room);
            if (WithoutAnswer.Contains(method))
            {
                await eve.TellAsync(method, arguments);
                continue;
            }
            var answer = await eve.CallAsync(method, arguments);
            if (reasons.Length > 0) answer.GetProperty("reason").GetString().Should().BeOneOf(reasons, $"{method} {arguments}");
            answer.ToString().Should().NotContain(room).And.NotContain(ann.PlayerId);
        }
        await eve.CallAsync("Ping", """{"t":1}""");

        var next = await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":2,"move":"emit","args":["after"]}""");
        next.GetProperty("seq").GetInt64().Should().Be(3, "her joining, and her own two events are all there is");
        (await ann.EventAsync(room, "after")).GetProperty("from").GetString().Should().Be(ann.PlayerId);
        eve.Closed.IsCompleted.Should().BeFalse("else the later calls proved nothing");
    }

    [Fact]
    public void No_call_was_forgotten() =>
        typeof(HubMethods).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!)
            .Should().BeSubsetOf(Tries.Select(one => one.Method));
}

using System.Text.Json.Nodes;
using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class OptionTests
{
    [Fact]
    public void A_start_that_throws_leaves_the_table_in_its_lobby()
    {
        var table = Some.Table("fickle", catalog: new GameCatalog().Add<Fickle>(), options: """{"start":"throw"}""");
        table.Join("ann");

        var step = table.Join("ben");

        step.Ok.Should().BeTrue("ben sits all the same");
        step.Fault!.Message.Should().Be("start");
        step.Types().Should().Equal("joined");
        (table.Phase, table.See(null)["table"]!["match"]!.GetValue<int>()).Should().Be(("lobby", 0));
        table.Do("ann", "start").Reason.Should().Be(Reasons.GameFault);
        table.Do("ann", "start", "{}").Ok.Should().BeTrue("other options work");
        table.Phase.Should().Be("playing");
    }

    [Fact]
    public void A_start_that_is_refused_says_why()
    {
        var table = Some.Table("fickle", catalog: new GameCatalog().Add<Fickle>(), options: """{"start":"refuseLater"}""");
        table.Join("ann");
        table.Join("ben").Fault!.Message.Should().Contain("not today", "nobody asked, so the log is told");

        table.Do("ann", "start").Text.Should().Be("not today");
        table.Do("ann", "start", """{"start":"refuse"}""").Text.Should().Be("no such start");
        table.Do("ann", "start", """{"start":7}""").Text.Should().Be("these options do not fit the game");
        table.Do("ann", "start", "[]").Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "start", "{}", "{}").Reason.Should().Be(Reasons.BadArgs);
        table.Phase.Should().Be("lobby");
    }

    [Fact]
    public void Options_are_judged_when_a_table_is_opened()
    {
        var catalog = new GameCatalog().Add<Fickle>().Add<HighCard>();
        var seed = new byte[32];

        catalog.Open("fickle", Some.Json("""{"start":"refuse"}"""), false, seed, out var refusal).Should().BeNull();
        refusal.Should().Be("no such start");
        catalog.Open("highcard", Some.Json("""{"a":1}"""), false, seed, out refusal).Should().BeNull();
        refusal.Should().Be("this game has no options");
        catalog.Open("highcard", Some.Json("[1]"), false, seed, out refusal).Should().BeNull();
        refusal.Should().Be("options are an object");
        catalog.Open("highcard", Some.Json("null"), false, seed, out refusal).Should().NotBeNull();
        catalog.Invoking(c => c.Open("fickle", Some.Json("""{"start":"throwAtOnce"}"""), false, seed, out _)).Should().Throw<InvalidOperationException>().WithMessage("options");
        FluentActions.Invoking(() => new Table<Fickle>(options: new { Start = "throw" })).Should().Throw<InvalidOperationException>().WithInnerException<InvalidOperationException>().WithMessage("start");
        FluentActions.Invoking(() => new Table<Fickle>(options: new { Start = "refuse" })).Should().Throw<InvalidOperationException>().WithMessage("*no such start*");
        new Table<Fickle>(options: new { Start = "ok" }).Game.Log.Should().Be("ok");
        JsonNode.Parse(new Table<Fickle>(options: new { Start = "ok" }).View(null).ToString())!["table"]!["options"]!.ToJsonString().Should().Be("""{"start":"ok"}""");
    }
}

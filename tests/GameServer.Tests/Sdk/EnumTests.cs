using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

/// <summary>An enum is its name in camelCase wherever it travels.</summary>
public sealed class EnumTests
{
    public sealed record Card(Typed.Colour Colour);

    [Game("moded", Seats = 1)]
    public sealed class Moded : Game
    {
        public sealed record Settings(Typed.Colour Mode);

        public Typed.Colour Mode { get; set; }

        protected override void OnOptions(RawJson options) => Mode = options.To<Settings>()!.Mode;
    }

    [Fact]
    public void A_client_sends_it_as_the_game_reads_it() =>
        new Table<Typed>().Core.Move("player0", "enum", [RawJson.From(Typed.Colour.DeepBlue)]).Result!.Value.ToString().Should().Be("\"deepBlue\"");

    [Fact]
    public void A_client_reads_it_as_the_game_writes_it() =>
        GameJson.Encode(new Card(Typed.Colour.DeepBlue)).To<Card>().Should().Be(new Card(Typed.Colour.DeepBlue));

    [Fact]
    public void Options_are_read_as_the_state_shows_them()
    {
        new Table<Moded>(options: new { Mode = "deepBlue" }).Game.Mode.Should().Be(Typed.Colour.DeepBlue);
        new Table<Moded>(options: new { Mode = 1 }).Game.Mode.Should().Be(Typed.Colour.DeepBlue, "a number still says the same");
        FluentActions.Invoking(() => new Table<Moded>(options: new { Mode = "green" })).Should().Throw<InvalidOperationException>().WithMessage("*do not fit the game");
    }

    [Fact]
    public void No_message_of_the_protocol_has_one() =>
        typeof(Wire).Assembly.GetExportedTypes().SelectMany(type => type.GetProperties())
            .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum).Should().BeEmpty("clients know no numbers of ours");
}

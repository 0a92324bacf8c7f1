using GameServer.Engine;
using GameServer.Games;

namespace GameServer.Tests.Sdk;

/// <summary>A game's types in TypeScript say what stands on the wire.</summary>
public sealed class GameTypesTests
{
    [Fact]
    public void A_game_has_one_type_of_five_parts() =>
        GameTypes.Of(new GameCatalog().Add<TicTacToe>()).Should().Be(
            """
            // Written by the server, for its games: dotnet run --project src/GameServer -- --types=../web/games/types.ts
            import type { GameOf } from '../sdk'

            /** `tictactoe` */
            export type TicTacToe = GameOf<{
              state: {
                cells: (number | null)[]
              }
              mine: {}
              events: {
                placed: { seat: number; cell: number }
              }
              moves: {
                place(cell: number): void
              }
              input: never
            }>

            """);

    [Theory]
    [InlineData("count", "number")]
    [InlineData("share", "number")]
    [InlineData("large", "number")]
    [InlineData("price", "number")]
    [InlineData("sum", "number")]
    [InlineData("bool", "boolean")]
    [InlineData("text", "string")]
    [InlineData("letter", "string")]
    [InlineData("bytes", "string")]
    [InlineData("moment", "string")]
    public void Values_are_what_JSON_makes_of_them(string property, string type) => Of<Shapes>(property).Should().Be(type);

    [Theory]
    [InlineData("colour", "'red' | 'deepBlue'")]
    [InlineData("maybeColour", "'red' | 'deepBlue' | null")]
    [InlineData("open", "string")]
    public void An_enum_is_the_names_that_travel_and_flags_are_text(string property, string type) => Of<Shapes>(property).Should().Be(type);

    [Theory]
    [InlineData("maybeInt", "number | null")]
    [InlineData("maybeText", "string | null")]
    [InlineData("maybeInts", "(number | null)[]")]
    [InlineData("maybeTexts", "(string | null)[]")]
    [InlineData("maybeLists", "number[][] | null")]
    [InlineData("words", "Record<string, string | null>")]
    [InlineData("maybeHand", "{ name: string | null; cards: (number | null)[] } | null")]
    public void What_may_be_null_says_so_at_any_depth(string property, string type) => Of<Shapes>(property).Should().Be(type);

    [Theory]
    [InlineData("colours", "('red' | 'deepBlue')[]")]
    [InlineData("names", "Record<string, number>")]
    [InlineData("spots", "Record<string, { x: number; y: number }[]>")]
    [InlineData("hands", "{ name: string | null; cards: (number | null)[] }[]")]
    [InlineData("best", "{ key: string; value: string | null }")]
    [InlineData("two", "{ one: string; all: number[] }")]
    public void Lists_dictionaries_and_classes_are_written_with_what_they_hold(string property, string type) => Of<Shapes>(property).Should().Be(type);

    [Theory]
    [InlineData("raw", "unknown")]
    [InlineData("maybeRaw", "unknown")]
    [InlineData("root", "{ fruits: number; branches: unknown[] }")]
    public void What_no_type_tells_is_unknown(string property, string type) => Of<Shapes>(property).Should().Be(type);

    [Fact]
    public void Classes_of_several_kinds_are_told_apart_by_their_mark() =>
        Of<Shapes>("prizes").Should().Be("({ is: 'coin'; worth: number } | { is: 'gem'; colour: 'red' | 'deepBlue' })[]");

    [Fact]
    public void A_state_that_is_written_fits_its_type()
    {
        var state = new Table<Shapes>().Core.See(null)["state"]!.AsObject().Select(member => member.Key).Where(name => name != "turn");

        state.Should().BeEquivalentTo(Lines<Shapes>("state").Select(line => line.Split(':')[0]));
    }

    [Fact]
    [Trait("rule", "PRV-1")]
    public void What_is_private_is_the_seats_own_and_what_is_secret_is_nowhere()
    {
        Lines<HighCard>("state").Should().Equal("pile: (number | null)[]", "score: number[]");
        Lines<HighCard>("mine").Should().Equal("hands: number[]");
        GameTypes.Of(new GameCatalog().Add<HighCard>().Add<Deep>()).Should().NotContainAny("deck", "salt", "seed", "answer");
    }

    [Fact]
    [Trait("rule", "PRV-1")]
    public void Marks_cut_types_at_any_depth()
    {
        Lines<Deep>("state").Should().Equal("current: { bid: number }", "past: { bid: number }[]");
        Lines<Deep>("mine").Should().Equal("current: { dice: { face: number }[] }", "lucky: { face: number }", "past: { dice: { face: number }[] }[]");
        Of<Deep>("shown").Should().Be("{ die: { face: number } }");
    }

    [Fact]
    public void Events_are_the_records_nested_in_the_class_that_can_be_emitted() =>
        Lines<Sayings>("events").Should().Equal("deal: { cards: number[]; trump: 'red' | 'deepBlue' | null; rest: unknown[] }", "quiet: { text: string }");

    [Theory]
    [InlineData("bare(): void")]
    [InlineData("give(card: number, to: 'red' | 'deepBlue', word: string | null): number")]
    [InlineData("choose(a: number, b?: string, c?: 'red' | 'deepBlue' | null, d?: unknown): void")]
    [InlineData("look(at: number[]): { cards: number[]; trump: 'red' | 'deepBlue' | null; rest: unknown[] } | null")]
    [InlineData("offer(bid: { of?: number; for: string }, at: { x: number; y: number; name?: string | null }, more: ({ of?: number; for: string } | null)[]): void")]
    [InlineData("named(_new: number, _function: number): unknown")]
    public void Moves_are_methods_of_what_they_take_and_answer(string move) => Lines<Sayings>("moves").Should().Contain(move);

    [Fact]
    public void The_input_is_the_nested_record_struct_whole()
    {
        Of<Sayings>("input").Should().Be("{ x: number; y: number | null; fire: boolean }");
        Of<Steers>("input").Should().Be("{ angle: number } | { left: boolean; right: boolean }");
        Of<TicTacToe>("input").Should().Be("never");
    }

    [Fact]
    public void The_module_does_not_depend_on_the_order_in_which_games_were_added() =>
        GameTypes.Of(new GameCatalog().Add<Sparks>().Add<Relay>()).Should().Be(GameTypes.Of(new GameCatalog().Add<Relay>().Add<Sparks>()));

    [Fact]
    public void Two_classes_of_one_name_are_told_apart_by_their_games() =>
        GameTypes.Of(new GameCatalog().Add<Shapes>().Add<Namesakes.Shapes>().Add<Relay>())
            .Should().Contain("type Shapes_shapes =").And.Contain("type Shapes_shapestoo =").And.Contain("type Relay =");

    /// <summary>The type of a member, in whatever part it stands.</summary>
    private static string Of<TGame>(string member) where TGame : Game, new() =>
        Text<TGame>().Split('\n').Select(line => line.Trim()).First(line => line.StartsWith($"{member}: ", StringComparison.Ordinal))[(member.Length + 2)..];

    private static string[] Lines<TGame>(string part) where TGame : Game, new() =>
        [.. Text<TGame>().Split($"  {part}: {{\n")[1].Split("\n  }")[0].Split('\n').Select(line => line.Trim())];

    private static string Text<TGame>() where TGame : Game, new() => GameTypes.Of(new GameCatalog().Add<TGame>());
}

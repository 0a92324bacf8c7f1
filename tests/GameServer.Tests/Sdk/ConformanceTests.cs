using GameServer.Engine;
using GameServer.Games;

namespace GameServer.Tests.Sdk;

public sealed class ConformanceTests
{
    [Fact]
    public void Tic_tac_toe_conforms() => Conformance.Check<TicTacToe>(games: 500);

    [Fact]
    public void Relay_conforms() => Conformance.Check<Relay>(games: 5);

    [Fact]
    public void Sparks_conforms() => Conformance.Check<Sparks>(games: 5, rolls => new Sparks.Stick(rolls.Roll(-1, 1), rolls.Roll(-1, 1), rolls.Roll(3)), new { Seconds = 10 });

    [Fact]
    public void High_card_with_its_private_hands_conforms() => Conformance.Check<HighCard>(games: 300);

    [Fact]
    public void The_arena_which_ticks_conforms() =>
        Conformance.Check<Arena>(games: 10, input: r => new Arena.Stick((float)r.Roll(-1.5, 1.5), (float)r.Roll(-1.5, 1.5), r.Roll(2) == 0));

    [Fact]
    public void An_open_card_whose_twin_is_hidden_is_no_leak_and_neither_is_a_colour() => Conformance.Check<Twins>(games: 50);

    [Fact]
    public void A_card_drawn_openly_is_a_leak() => Finds<OpenDraw>("""*the event drew tells * what is hidden from it: {"colour":*""");

    [Fact]
    public void Marks_at_every_depth_conform() => Conformance.Check<Deep>(games: 50);

    [Fact]
    public void A_game_followed_by_its_own_events_conforms() => Conformance.Check<Quiet>(games: 20);

    [Fact]
    public void Options_reach_the_games() =>
        FluentActions.Invoking(() => Conformance.Check<Fickle>(games: 1, options: new { Start = "refuse" }))
            .Should().Throw<ConformanceException>().WithMessage("Fickle, seed 1, after 0 moves (): *no such start*");

    [Fact]
    public void What_is_no_game_is_refused_before_the_first_game() =>
        FluentActions.Invoking(() => Conformance.Check<BadGames.PrivateField>(games: 1)).Should().Throw<GameClassException>().WithMessage("PrivateField._count*");

    [Fact]
    public void A_leak_is_found() => Finds<Broken.Leak>("*the event drawn tells seat * what is hidden from it: *,*,*");

    [Fact]
    public void A_secret_told_to_anybody_is_found() => Finds<Broken.Whisper>("*the event hint tells seat 0 what is hidden from it: \"elephant\"*");

    [Fact]
    public void A_state_that_does_not_come_back_is_found() => Finds<Broken.Lossy>("*a copy *");

    [Fact]
    public void Two_names_for_one_list_are_found() => Finds<Broken.Alias>("*a copy restored midway went another way*");

    [Fact]
    public void The_order_of_a_dictionary_is_found() => Finds<Broken.Order>("*a copy *");

    [Fact]
    public void A_comparer_that_is_lost_is_found_by_the_name_of_its_property() =>
        Finds<Broken.Caseless>("""*a copy restored midway went another way: words is {"*} instead of {"*}""");

    [Fact]
    public void An_endless_game_is_found()
    {
        Finds<Broken.Endless>("*not ended after 5000 moves*", games: 1);
        Finds<Broken.EndlessTicks>("*not ended after 600 seconds*", games: 1);
    }

    [Fact]
    public void A_dead_end_is_found() => Finds<Broken.DeadEnd>("*nobody has a legal move, and no timer is set*");

    [Fact]
    public void A_listed_move_that_is_refused_is_found() => Finds<Broken.Liar>("*go() of seat 0 is listed by Legal and was refused: refused, enough*");

    [Fact]
    public void Peeking_is_found() => Finds<Broken.Peek>("*Legal(*) failed on what seat * may see*");

    [Fact]
    public void What_is_computed_from_blanked_values_is_named()
    {
        Finds<Broken.Counting>("*nobody has a legal move, and no timer is set; Legal reads a copy with only what the seat may see: for seat 0 left is 0 instead of *");
        Finds<Broken.Longest>("*Legal(0) failed on what seat 0 may see: *; Legal reads a copy with only what the seat may see: for seat 0 most throws instead of 1*");
    }

    [Fact]
    public void Trust_in_arguments_is_found() => Finds<Broken.Trusting>("*mark(*): the game threw: Index was outside*");

    [Fact]
    public void A_crash_is_found()
    {
        Finds<Broken.Crash>("*the game threw: three*");
        Finds<Broken.Unborn>("*did not begin: no*");
    }

    [Fact]
    public void A_crash_by_what_no_honest_client_sends_is_found_in_a_game_that_ticks_too() => Finds<Broken.Gatekeeper>("*open(*) of *the game threw: Index was outside*", games: 3);

    [Fact]
    public void Chance_of_ones_own_is_found()
    {
        var problems = Enumerable.Range(1, 20).Select(seed => FluentActions.Invoking(() => Conformance.Play<Broken.Moody>(seed)).Should().Throw<ConformanceException>().Which.Message).ToList();

        problems.Should().Contain(problem => problem.Contains("the same seed and moves led somewhere else"));
        problems.Should().Contain(problem => problem.Contains("a copy restored midway went another way"));
    }

    [Fact]
    public void Silent_changes_are_found() => Finds<Broken.Silent>("*moves changed in a step without an event for all*");

    [Fact]
    public void Frames_that_do_more_than_show_are_found()
    {
        Finds<Broken.FrameThatPlays>("*Frame() changed the state*");
        Finds<Broken.FrameThatThrows>("*Frame() threw: dark*");
    }

    [Fact]
    public void A_type_that_cannot_be_read_back_is_found() => Finds<Broken.OneWay>("*the snapshot does not come back*");

    [Fact]
    public void A_failing_game_can_be_played_again()
    {
        var failed = FluentActions.Invoking(() => Conformance.Check<Broken.Order>()).Should().Throw<ConformanceException>().Which;

        FluentActions.Invoking(() => Conformance.Play<Broken.Order>(failed.Seed)).Should().Throw<ConformanceException>().WithMessage(failed.Message);
    }

    private static void Finds<TGame>(string problem, int games = 200) where TGame : Game, new() =>
        FluentActions.Invoking(() => Conformance.Check<TGame>(games)).Should().Throw<ConformanceException>().WithMessage(problem);
}

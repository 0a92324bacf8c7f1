using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>One random game of <see cref="Conformance"/>, its copy that was restored midway, and one viewer in each seat and beside them.</summary>
internal sealed partial class ConformanceGame<TGame> where TGame : Game, new()
{
    private const int MostMoves = 5_000;
    private const int MovesWithoutEnd = 200; // a game without seats goes on for ever
    private const double LongestTickingSeconds = 600;
    private const int OneInForks = 6;
    private const int OneInBadMoves = 3;
    private const int OneInWaits = 30;

    private static readonly GameType Type = GameType.Of(typeof(TGame));

    private readonly int _seed;
    private readonly Func<Rolls, object>? _input;
    private readonly object? _options;
    private readonly Rolls _rolls;
    private readonly int _seats;
    private readonly Table<TGame> _table;
    private readonly List<(string Name, Action<Table<TGame>> Do)> _done = [];
    private readonly ClientModel[] _viewers;
    private Table<TGame>? _copy;
    private int _eventsSeen;

    public ConformanceGame(int seed, Func<Rolls, object>? input, object? options)
    {
        (_seed, _input, _options) = (seed, input, options);
        _rolls = new Rolls(new Rolls(seed).Derive("players"));
        _seats = Type.Seats == 0 ? 1 : Type.MinSeats + _rolls.Roll(Type.Seats - Type.MinSeats + 1);
        _table = Open();
        _eventsSeen = _table.Events.Count;
        _viewers = [.. Enumerable.Range(0, Type.Seats == 0 ? 0 : _seats).Select(seat => (int?)seat).Append(null).Select(seat => new ClientModel(seat, _table.View(seat)))];
    }

    public void Play()
    {
        while (_table.Phase == "playing" && !(Type.Seats == 0 && _done.Count == MovesWithoutEnd))
        {
            if (Type.TickRate > 0) PlayTick();
            else PlayTurn();
        }
        PlayAgain();
    }

    private Table<TGame> Open()
    {
        try
        {
            return new Table<TGame>(_seed, _seats, _options);
        }
        catch (InvalidOperationException e)
        {
            throw Problem(e.Message, e);
        }
    }

    private void PlayTurn()
    {
        if (_done.Count >= MostMoves) throw Problem($"the game has not ended after {MostMoves} moves");
        if (_rolls.Roll(OneInForks) == 0) Fork();
        if (_rolls.Roll(OneInBadMoves) == 0) TryBadMove();
        if (_table.Phase != "playing") return;
        if (!TryLegalMove() || _rolls.Roll(OneInWaits) == 0) Wait();
    }

    private void PlayTick()
    {
        if (_done.Count >= LongestTickingSeconds * Type.TickRate) throw Problem($"the game has not ended after {LongestTickingSeconds} seconds");
        if (_rolls.Roll(Type.TickRate) == 0) Fork();
        if (_rolls.Roll(Type.TickRate) == 0) CheckFrame();
        for (var seat = 0; _input is not null && seat < _seats; seat++)
        {
            var (player, input) = (seat, _input(_rolls));
            if (_rolls.Roll(4) == 0) Both($"input {GameJson.Encode(input)} of {player}", table => table.Input(player, input));
        }
        if (_rolls.Roll(Type.TickRate) == 0) TryBadMove();
        if (_table.Phase == "playing" && _rolls.Roll(Type.TickRate) == 0) TryLegalMove();
        if (_table.Phase == "playing") Both("tick", table => table.Pass(1.0 / Type.TickRate));
    }

    // False: nobody has one.
    private bool TryLegalMove()
    {
        var open = Enumerable.Range(0, _seats).Select(seat => (seat, options: Legal(seat))).Where(mover => mover.options.Count > 0).ToList();
        if (open.Count == 0) return false;
        var (seat, options) = open[_rolls.Roll(open.Count)];
        var option = options[_rolls.Roll(options.Count)];
        var step = Move(seat, option);
        if (!step.Ok) throw Problem($"{option} of seat {seat} is listed by Legal and was refused: {step.Reason}, {step.Text}{Blanked(seat)}", step.Fault);
        return true;
    }

    private List<MoveOption> Legal(int seat)
    {
        if (Type.Seats == 0) return [];
        try
        {
            return _table.Core.Match.LegalFor(seat);
        }
        catch (Exception e)
        {
            throw Problem($"Legal({seat}) failed on what seat {seat} may see: {e.Message}{Blanked(seat)}", e);
        }
    }

    // Somebody else's turn, or nonsense. It may be legal by chance; refused, it must leave nothing.
    private void TryBadMove()
    {
        if (Type.MoveNames.Length == 0) return;
        var seat = _rolls.Roll(_seats);
        var move = Type.MoveNames[_rolls.Roll(Type.MoveNames.Length)];
        var before = (_table.Core.SaveState(), _table.Events.Count);
        var step = Move(seat, new MoveOption(move, Nonsense()));
        if (step.Ok) return;
        if (_table.Events.Count != before.Count) throw Problem("the last move was refused and published events");
        if (!_table.Core.SaveState().Span.SequenceEqual(before.Item1.Span)) throw Problem("the last move was refused and changed the state");
    }

    private RawJson[] Nonsense() => [.. Enumerable.Range(0, _rolls.Roll(3)).Select(_ => _rolls.Roll(5) switch
    {
        0 => GameJson.Encode(null),
        1 => GameJson.Encode("nonsense"),
        2 => GameJson.Encode(int.MaxValue),
        _ => GameJson.Encode(_rolls.Roll(64) - 4),
    })];

    private void Wait()
    {
        if (_table.Core.NextDue is not { } due)
        {
            if (Type.Seats > 0 && !Enumerable.Range(0, _seats).Any(seat => Legal(seat).Count > 0)) throw Problem($"nobody has a legal move, and no timer is set{Enumerable.Range(0, _seats).Select(Blanked).FirstOrDefault(note => note.Length > 0)}");
            return;
        }
        Both($"{due.TotalSeconds} s", table => table.Pass(due.TotalSeconds));
    }

    private Step Move(int seat, MoveOption option)
    {
        Step? first = null;
        Both($"{option} of {seat}", table =>
        {
            var step = table.Core.Move(table.Player(seat), option.Move, option.Args);
            first ??= step;
        });
        return first!;
    }

    private ConformanceException Problem(string problem, Exception? cause = null) =>
        new(typeof(TGame).Name, _seed, [.. _done.Select(done => done.Name)], problem, cause);
}

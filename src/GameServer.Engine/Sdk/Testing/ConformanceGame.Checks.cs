using System.Text;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>What is checked after every step, and at the end.</summary>
internal sealed partial class ConformanceGame<TGame>
{
    // One of a few names that everybody knows tells nothing by itself.
    private static readonly HashSet<string> EnumNames =
        [.. GameClassRules.StateOf(typeof(TGame)).SelectMany(property => StateTypes.EnumsOf(property.PropertyType)).SelectMany(Enum.GetNames).Select(name => $"\"{GameJson.Name(name)}\"")];

    private readonly record struct Before(StateImage Image, int Turn, IReadOnlyList<GameTimer> Timers);

    /// <summary>Does something at the table and at its restored copy, and checks what came of it.</summary>
    private void Both(string name, Action<Table<TGame>> act)
    {
        var match = _table.Core.Match;
        var before = new Before(match.Image, match.Turn, match.Timers);
        _done.Add((name, act));
        act(_table);
        if (_table.LastFault is { } fault) throw Problem($"the game threw: {fault.Message}", fault);

        if (_copy is not null)
        {
            act(_copy);
            CheckCopy("a copy restored midway went another way");
        }
        var events = _table.Events.Skip(_eventsSeen).ToList();
        _eventsSeen = _table.Events.Count;
        if (events.Count == 0 && ReferenceEquals(before.Image, match.Image) && before.Turn == match.Turn && ReferenceEquals(before.Timers, match.Timers)) return;

        CheckViews(before, events);
        CheckLeaks(before, events);
    }

    private void Fork()
    {
        Table<TGame> copy;
        try
        {
            copy = Table<TGame>.From(_table.Snapshot());
        }
        catch (FormatException e)
        {
            throw Problem($"the snapshot does not come back: {e.Message}", e);
        }
        _copy = copy;
        CheckCopy("a copy just restored differs");
        foreach (var viewer in _viewers)
        {
            if (copy.View(viewer.Seat) != _table.View(viewer.Seat)) throw Problem($"a copy just restored shows {viewer} something else: {copy.View(viewer.Seat)} instead of {_table.View(viewer.Seat)}");
        }
        // What is volatile is gone, and with it all that would follow from it.
        if (Type.HasVolatile) _copy = null;
    }

    private void CheckCopy(string problem)
    {
        var (original, copy) = (_table.Core.SaveState(), _copy!.Core.SaveState());
        if (original.Span.SequenceEqual(copy.Span)) return;
        var (image, other) = (_table.Core.Match.Image, _copy.Core.Match.Image);
        for (var i = 0; i < Type.Properties.Length; i++)
        {
            if (!image.Value(i).Span.SequenceEqual(other.Value(i).Span)) throw Problem($"{problem}: {Type.Properties[i].Name} is {new RawJson(other.Value(i))} instead of {new RawJson(image.Value(i))}");
        }
        throw Problem($"{problem}: {new RawJson(copy)} instead of {new RawJson(original)}");
    }

    private void CheckViews(Before before, List<Published> events)
    {
        var now = _table.Core.Now;
        foreach (var viewer in _viewers)
        {
            foreach (var e in events.Where(e => MaySee(viewer, e))) viewer.Apply(e, now);
            if (Type.Attribute.Patches && viewer.Differs(_table.View(viewer.Seat), now) is { } difference) throw Problem($"patches do not lead {viewer} to the view: {difference}");
        }
        if (Type.Attribute.Patches || events.Exists(e => e.Audience is null)) return;
        var match = _table.Core.Match;
        for (var i = 0; i < Type.Properties.Length; i++)
        {
            var property = Type.Properties[i];
            if (property.Sight == Sight.Public && !before.Image.Public(property, i).Span.SequenceEqual(match.Image.Public(property, i).Span))
                throw Problem($"{property.Name} changed in a step without an event for all: without patches no client can know");
        }
    }

    private void CheckLeaks(Before before, List<Published> events)
    {
        if (!Type.HasHidden || events.Count == 0) return;
        var facts = FactsOf(_table.Core.Match.Image).ToHashSet(StringComparer.Ordinal);
        foreach (var viewer in _viewers)
        {
            var view = _table.View(viewer.Seat).ToString();
            var hidden = facts.Where(fact => !view.Contains(fact, StringComparison.Ordinal)).ToList();
            foreach (var e in events.Where(e => MaySee(viewer, e)))
            {
                var data = e.Data.ToString();
                if (hidden.Find(fact => data.Contains(fact, StringComparison.Ordinal) && !IsTwin(fact)) is { } leak)
                    throw Problem($"the event {e.Type} tells {viewer} what is hidden from it: {leak}");
            }
        }

        // Of two that are alike one came to light in this step, and the other lies where it lay.
        bool IsTwin(string fact) => FactsOf(_table.Core.Match.Image).Count(other => other == fact) < FactsOf(before.Image).Count(other => other == fact);
    }

    private static IEnumerable<string> FactsOf(StateImage image) => Type.Properties
        .Select((property, i) => property.Sight != Sight.Public || property.HasMarksInside ? JsonFacts.Of(image.Value(i)) : [])
        .SelectMany(found => found)
        .Where(fact => !EnumNames.Contains(fact));

    // What Legal computes from values it may not see comes out as something else: worth knowing where Legal went wrong.
    private string Blanked(int seat)
    {
        var (copy, image) = (_table.Core.Match.CopyFor(seat), _table.Core.Match.Image);
        List<string> others = [];
        for (var i = 0; i < Type.Properties.Length; i++)
        {
            var property = Type.Properties[i];
            if (!property.IsComputed || property.Sight != Sight.Public || property.HasMarksInside) continue;
            var (seen, real) = (Seen(property), new RawJson(image.Value(i)).ToString());
            if (seen != real) others.Add($"{property.Name} {(seen is null ? "throws" : $"is {seen}")} instead of {real}");
        }
        return others.Count == 0 ? "" : $"; Legal reads a copy with only what the seat may see: for seat {seat} {string.Join(", ", others)}";

        string? Seen(StateProperty property)
        {
            try
            {
                return Encoding.UTF8.GetString(property.ForSeat(copy, seat));
            }
            catch (Exception) // The game's own code, on what is not there.
            {
                return null;
            }
        }
    }

    private void CheckFrame()
    {
        var before = _table.Core.SaveState();
        _table.Core.CaptureFrame(out var fault);
        if (fault is not null) throw Problem($"Frame() threw: {fault.Message}", fault);
        var match = _table.Core.Match;
        if (!ReferenceEquals(StateImage.Take(Type, match.Game, match.Image), match.Image) || !before.Span.SequenceEqual(_table.Core.SaveState().Span)) throw Problem("Frame() changed the state");
    }

    private void PlayAgain()
    {
        var again = Open();
        foreach (var (_, act) in _done) act(again);
        var (first, second) = (_table.Core.SaveState(), again.Core.SaveState());
        if (!first.Span.SequenceEqual(second.Span)) throw Problem($"the same seed and moves led somewhere else: {new RawJson(second)} instead of {new RawJson(first)}");
    }

    private bool MaySee(ClientModel viewer, Published e) =>
        e.Audience is null || (viewer.Seat is { } seat && e.Audience.Includes(_table.Player(seat)));
}

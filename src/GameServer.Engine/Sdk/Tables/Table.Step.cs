using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>What the step under way has done so far, and how it becomes a <see cref="Step"/>.</summary>
public sealed partial class Table
{
    private readonly List<Published> _published = [];
    private readonly List<MembershipChange> _memberships = [];
    private bool _tableChanged;
    private bool _stateChanged;
    private bool _botMoved;
    private Exception? _fault;
    private bool _isBotsFault;

    /// <summary>Hears of every step that was not refused at once, whoever asked for it.</summary>
    internal Action<Step>? Finished { get; set; }

    private static Step Refuse(string reason, string? text = null) => new() { Reason = reason, Text = text };

    private void Say(string type, MemberState? from) => Say(type, from, NoOptions);

    private void Say(string type, MemberState? from, object data) => _published.Add(new Published(type, GameJson.Encode(data), from?.Id));

    private void Changed()
    {
        _tableChanged = true;
        _memberList = null;
    }

    // Takes over what a step of the game did; every call into the match goes through here.
    private Outcome Played(Outcome outcome)
    {
        _published.AddRange(_match.Events);
        _match.Events.Clear();
        _stateChanged |= _match.HasChanged;
        _match.HasChanged = false;
        if (outcome.Fault is { } fault) GamesFault(fault);
        if (_match.IsOver && _phase == TablePhase.Playing) EndMatch();
        return outcome;
    }

    // Weighs more than a bot's, which it follows.
    private void GamesFault(Exception fault) => (_fault, _isBotsFault) = (fault, false);

    /// <summary>Ends every step: captain, votes and bots follow from what happened; patches come last.</summary>
    private Step Finish(Outcome outcome = default)
    {
        if (_tableChanged)
        {
            ChooseCaptain();
            CountVotes();
        }
        if (_tableChanged || _stateChanged || _botMoved) PlanBots();
        if (_tableChanged || _stateChanged) PublishPatches();
        if (_published.Count > 0) TellBots();

        var step = new Step
        {
            Reason = outcome.Reason,
            Text = outcome.Text,
            Result = outcome.Result,
            Events = _published.Count == 0 ? [] : _published.ToArray(),
            Members = _memberships.Count == 0 ? [] : _memberships.ToArray(),
            TableChanged = _tableChanged,
            StateChanged = _stateChanged,
            Fault = _fault,
            IsBotsFault = _isBotsFault,
        };
        _published.Clear();
        _memberships.Clear();
        (_tableChanged, _stateChanged, _botMoved, _fault, _isBotsFault) = (false, false, false, null, false);
        Finished?.Invoke(step);
        return step;
    }
}

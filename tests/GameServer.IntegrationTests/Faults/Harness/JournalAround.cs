using System.Reflection;
using GameServer.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Faults;

/// <summary>The product's journal with something around its writes; everything else goes straight through.</summary>
internal class JournalAround : DispatchProxy
{
    /// <summary>What is done in place of a write.</summary>
    /// <param name="batch">What is to be written.</param>
    /// <param name="write">Writes it.</param>
    public delegate ValueTask Writing(IReadOnlyList<JournalEntry> batch, Func<ValueTask> write);

    private IJournal _inner = null!;
    private Writing _writing = null!;

    /// <summary>Puts it around the journal that was composed.</summary>
    public static void Add(IServiceCollection services, Writing writing)
    {
        var compose = services.Last(s => s.ServiceType == typeof(IJournal)).ImplementationFactory!;
        services.AddSingleton(provider =>
        {
            var journal = Create<IJournal, JournalAround>();
            (((JournalAround)(object)journal)._inner, ((JournalAround)(object)journal)._writing) = ((IJournal)compose(provider), writing);
            return journal;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IJournal.WriteAsync)
        ? _writing((IReadOnlyList<JournalEntry>)args![1]!, () => (ValueTask)Call(targetMethod, args)!)
        : Call(targetMethod, args);

    private object? Call(MethodInfo method, object?[]? args) => method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}

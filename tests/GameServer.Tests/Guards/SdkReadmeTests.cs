using System.Reflection;
using System.Text.RegularExpressions;
using GameServer.Engine;

namespace GameServer.Tests.Guards;

/// <summary>The page for game authors has every word the SDK has.</summary>
public class SdkReadmeTests
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData(typeof(Game))]
    [InlineData(typeof(Bot))]
    [InlineData(typeof(Bot<>))]
    [InlineData(typeof(GameAttribute))]
    [InlineData(typeof(MoveAttribute))]
    [InlineData(typeof(Table<>))]
    [InlineData(typeof(Conformance))]
    public void Every_word_stands_in_it(Type type)
    {
        var page = Repository.Read("src/GameServer.Engine/Sdk/README.md");
        var words = type.GetMethods(Own).Where(method => IsOpen(method) && !method.IsSpecialName).Select(method => method.Name)
            .Concat(type.GetProperties(Own).Where(property => IsOpen(property.GetMethod!)).Select(property => property.Name));

        words.Distinct().Where(word => !Regex.IsMatch(page, $@"`{word}\b")).Should().BeEmpty();
    }

    private static bool IsOpen(MethodInfo method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}

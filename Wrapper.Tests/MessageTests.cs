using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TorchBridge.Support.Messages;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>
/// Every message of the catalogue, with sample arguments. Messages.txt has them all, so that a review shows each change. After an intended
/// change, a run with <see cref="Update"/> set to 1 writes the file.
/// </summary>
[TestClass]
public sealed partial class MessageTests
{
    private const string Update = "TORCHBRIDGE_UPDATE_MESSAGES";

    private const int Longest = 4 * 140;

    private static readonly Type[] s_catalogue = [typeof(ArgumentMessages), typeof(GraphMessages), typeof(TransformMessages),
        typeof(DistributedMessages)];

    /// <summary>Messages that do not start with the public member's name.</summary>
    private static readonly Dictionary<string, string> s_otherStart = new()
    {
        [nameof(GraphMessages.JvpIndependent)] = "jvp(f, primals, tangents, strict=True): ",      // PyTorch's own form
        [nameof(TransformMessages.EqualForSomeExamples)] = "Batching rule not implemented for ",      // LibTorch's own form
        [nameof(TransformMessages.DrawAgainInTransform)] = "Random numbers can't be drawn again ",      // in the node of a Checkpoint
        [nameof(TransformMessages.EndedOutOfOrder)] = "A function transform ended ",      // in a Dispose, which has no such name
        [nameof(TransformMessages.TooDeep)] = "Function transforms are nested ",      // by any transform
    };

    /// <summary>Errors of the use of levels and of the platform, which are not the graph's. They have no kind.</summary>
    private static readonly string[] s_withoutKind =
    [
        nameof(TransformMessages.EqualForSomeExamples), nameof(TransformMessages.EndedOutOfOrder), nameof(TransformMessages.TooDeep),
        nameof(TransformMessages.ScopeHasEnded), nameof(GraphMessages.ScopeOfOtherThread), nameof(GraphMessages.HooksAreMissing),
    ];

    /// <summary>The only entry that is a text. A higher layer makes the exception, because it contains data of that layer.</summary>
    private const string TextOnly = nameof(TransformMessages.WrongDerivative);

    /// <summary>The files that may contain texts of errors outside the catalogue.</summary>
    private static readonly Dictionary<string, string> s_mayWrite = new()
    {
        ["Wrapper/Engine/EngineError.cs"] = "It is a catalogue itself: of LibTorch's phrases.",
        ["Wrapper/Operators/Checking/GradCheckFailure.cs"] = "It is a catalogue itself: of failed checks, which show matrices.",
        ["Wrapper/Engine/Convolutions.cs"] = "They are LibTorch's own texts in kernels of this library; EngineError turns them into an error.",
    };

    [TestMethod]
    public void TheCatalogueIsNotEmpty()
    {
        foreach (Type kind in s_catalogue)
            Assert.IsGreaterThan(15, Entries(kind).Count(), kind.Name);
    }

    [TestMethod]
    public void EveryMessageStartsWithTheNameOfTheMember() => ForEach((name, text, _) =>
        Assert.StartsWith(s_otherStart.GetValueOrDefault(name, "Member: "), text));

    [TestMethod]
    public void EveryMessageIsOneParagraphThatEnds() => ForEach((_, text, _) =>
    {
        Assert.DoesNotContain("\n", text);
        Assert.DoesNotContain("  ", text);
        Assert.MatchesRegex(Ending(), text);
        Assert.IsLessThanOrEqualTo(Longest, text.Length, text);
    });

    [TestMethod]
    public void EveryMessageNamesTheWayOut() => ForEach((_, text, _) => Assert.MatchesRegex(SecondClause(), text));

    [TestMethod]
    public void NoMessageHasFramesOfCPlusPlus() => ForEach((_, text, _) =>
    {
        foreach (string frame in new[] { "Exception raised from", ".cpp", "frame #", "at::", "c10::" })
            Assert.DoesNotContain(frame, text);
    });

    [TestMethod]
    public void ArgumentErrorsNameTheParameter()
    {
        foreach ((string name, Exception thrown) in Exceptions(typeof(ArgumentMessages)))
        {
            Assert.IsInstanceOfType<ArgumentException>(thrown, name);
            Assert.Contains(((ArgumentException)thrown).ParamName, (string[])["parameter", "function"], name);
        }
    }

    [TestMethod]
    public void OtherErrorsHaveAKind()
    {
        foreach ((string name, Exception thrown) in Exceptions(typeof(GraphMessages)).Concat(Exceptions(typeof(TransformMessages))))
            Assert.AreEqual(!s_withoutKind.Contains(name), thrown is AutogradException, name);
    }

    [TestMethod]
    public void TheTableOfMessagesIsUpToDate()
    {
        var lines = new List<string>();
        ForEach((name, text, thrown) => lines.Add($"{name} | {Kind(thrown)} | {text}"));
        string file = Path.Combine(BuildFacts.Repository, "Wrapper.Tests", "Messages.txt"),
            expected = File.Exists(file) ? File.ReadAllText(file) : "", actual = string.Concat(lines.Select(line => $"{line}\n"));
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(file, actual);
        else
            Assert.AreEqual(expected, actual, $"If the change is intended, run this test once with {Update}=1 and commit Messages.txt.");
    }

    /// <summary>An entry that no code throws would be a message without a test.</summary>
    [TestMethod]
    public void EveryEntryIsInUse()
    {
        string[] sources = [.. Sources("").Select(source => source.Text)];
        string[] unused = [.. s_catalogue.SelectMany(kind => Entries(kind).Select(entry => $"{kind.Name}.{entry.Name}")
            .Concat(kind == typeof(TransformMessages) ? WaysOut().Select(wayOut => $"{kind.Name}.{wayOut.Name}") : []))
            .Where(entry => !sources.Any(text => Regex.IsMatch(text, $@"{Regex.Escape(entry)}\b")))];
        Assert.AreEqual("", string.Join('\n', unused));
    }

    /// <summary>So each message is found and changed in one place.</summary>
    [TestMethod]
    public void NoMessageIsWrittenOutsideTheCatalogue()
    {
        string[] folders = ["Operators", "Engine", "Support", "Autograd", "Transforms", "Distributed"];
        (string File, string Text)[] sources = [.. folders.SelectMany(Sources)];
        Assert.IsGreaterThan(80, sources.Length);
        string[] wrong = [.. sources
            .Where(source => !source.File.Contains("/Support/Messages/", StringComparison.Ordinal) && !s_mayWrite.ContainsKey(source.File))
            .SelectMany(source => CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes().Where(MakesAMessage)
                .Select(made => $"{source.File}:{made.GetLocation().GetLineSpan().StartLinePosition.Line + 1}"))];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    [TestMethod]
    public void TheSearchForMessagesFindsThem()
    {
        const string made = """
            class C
            {
                Exception A(string api) => new ArgumentException($"{api}: no.");
                Exception B() => new AutogradException(AutogradError.Other, "No " + "more.");
                ArgumentException D(string api) => new($"{api}: no.");
                Exception E(string text) => new ArgumentException(text);
                List<int> F() => new();
            }
            """;
        Assert.AreEqual(3, CSharpSyntaxTree.ParseText(made).GetRoot().DescendantNodes().Count(MakesAMessage));
    }

    /// <summary>
    /// Whether the node makes an exception of this library or of an argument with a text. A <c>new(...)</c> counts if its method or the
    /// conversion before it names such a type.
    /// </summary>
    private static bool MakesAMessage(SyntaxNode node) => node is BaseObjectCreationExpressionSyntax { ArgumentList: { } arguments } made
        && ExceptionName().IsMatch(made switch
        {
            ObjectCreationExpressionSyntax named => named.Type.ToString(),
            _ => made.Ancestors().OfType<MethodDeclarationSyntax>().FirstOrDefault()?.ReturnType.ToString() ?? "",
        })
        && arguments.Arguments.SelectMany(argument => argument.DescendantNodes())
            .Any(part => part is InterpolatedStringExpressionSyntax or LiteralExpressionSyntax { Token.Value: string });

    private static IEnumerable<(string File, string Text)> Sources(string folder) =>
        from path in Directory.EnumerateFiles(Path.Combine(BuildFacts.Repository, "Wrapper", folder), "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(BuildFacts.Repository, path).Replace('\\', '/')
        where !file.Contains("/obj/", StringComparison.Ordinal)
        orderby file
        select (file, File.ReadAllText(path));

    /// <summary>A full stop, also inside brackets.</summary>
    [GeneratedRegex(@"(\.|\.\))$")]
    private static partial Regex Ending();

    /// <summary>What is wrong, then another sentence or clause: what to do.</summary>
    [GeneratedRegex(@"[.;!?] [\w(<`]")]
    private static partial Regex SecondClause();

    [GeneratedRegex(@"^(Argument\w*|Autograd|Distributed|KnownFault|GradCheck|ObjectDisposed|InvalidOperation|NotSupported)Exception\??$"
        + "|^Exception$")]
    private static partial Regex ExceptionName();
}

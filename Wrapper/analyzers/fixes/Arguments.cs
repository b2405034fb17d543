using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TorchBridge.Analyzers;

namespace TorchBridge.CodeFixes;

/// <summary>The arguments of a call of TorchSharp, and their names in TorchBridge.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, int> _places = [];

    public Arguments(IInvocationOperation call)
    {
        var written = (InvocationExpressionSyntax)call.Syntax;
        foreach (IArgumentOperation argument in call.Arguments)
            if (argument.Parameter is { } parameter && argument.Syntax is ArgumentSyntax syntax)
                _places[parameter.Name] = written.ArgumentList.Arguments.IndexOf(syntax);
    }

    /// <summary>The argument as it is written in the call, whose parts may have been changed. Null if it is left out or is null.</summary>
    public ExpressionSyntax? Find(InvocationExpressionSyntax call, string parameter) =>
        _places.TryGetValue(parameter, out int place) && place >= 0 && place < call.ArgumentList.Arguments.Count
        && call.ArgumentList.Arguments[place].Expression is var argument && !argument.IsKind(SyntaxKind.NullLiteralExpression)
        && !argument.IsKind(SyntaxKind.DefaultLiteralExpression) ? argument : null;

    private static readonly HashSet<string> s_first =
        ["outputs", "inputs", "output", "input", "tensors", "gradient", "gradTensors", "gradOutput"];

    /// <summary>An argument list without the missing arguments. Arguments before the first missing one need no name.</summary>
    public static ArgumentListSyntax List(params (string Name, ExpressionSyntax? Value)[] arguments)
    {
        var list = new List<ArgumentSyntax>();
        bool named = false;
        foreach ((string name, ExpressionSyntax? value) in arguments)
            if (value is null)
                named = true;
            else
                list.Add(SyntaxFactory.Argument(
                    named || !s_first.Contains(name) ? SyntaxFactory.NameColon(name).WithTrailingTrivia(SyntaxFactory.Space) : null,
                    default, value.WithoutTrivia()));
        IEnumerable<SyntaxToken> commas = Enumerable.Repeat(
            SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), Math.Max(0, list.Count - 1));
        return SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(list, commas));
    }

    /// <summary>The only element of a list in the source, or null.</summary>
    public static ExpressionSyntax? Single(ExpressionSyntax? list) => Syntax.Elements(list) is { Count: 1 } elements ? elements[0] : null;
}
